'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import { ProvenAction } from './proven-action'
import { RecoveryCodes } from './recovery-codes'
import { TotpSetup, type Draft } from './totp-setup'

interface SecondFactorProps {
  since: Date | null
  recoveryCodesLeft: number
}

export function SecondFactorPanel({ since, recoveryCodesLeft }: SecondFactorProps) {
  const router = useRouter()
  const [draft, setDraft] = useState<Draft | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)

  const begun = ({ secret, svg }: Record<string, unknown>) => setDraft({ secret: String(secret), svg: String(svg) })
  const confirmed = (value: Record<string, unknown>) => {
    setDraft(null)
    setCodes(Array.isArray(value.recoveryCodes) ? value.recoveryCodes.map(String) : [])
    router.refresh()
  }

  return (
    <Panel aria-labelledby="second-factor-title">
      <PanelHeader id="second-factor-title" title="Second factor">
        {since ? <StatusPill tone="good">on</StatusPill> : <StatusPill tone="idle">off</StatusPill>}
      </PanelHeader>
      <PanelBody className="grid gap-3">
        {codes && <RecoveryCodes codes={codes} onStored={() => setCodes(null)} />}
        {!codes && since && <InUse since={since} left={recoveryCodesLeft} onRemoved={() => router.refresh()} />}
        {!codes && !since && draft && <TotpSetup draft={draft} onConfirmed={confirmed} />}
        {!codes && !since && !draft && (
          <>
            <p className="text-ink-2">
              With it, a password alone lets nobody in: signing in takes a code of your authenticator app too.
            </p>
            <div>
              <ProvenAction
                title="Set up a second factor"
                description="Your password first, so that nobody else can at a screen you left open."
                action="Continue"
                hasPassword
                method="POST"
                path="totp"
                onDone={begun}
              >
                <Button variant="primary">Set up second factor</Button>
              </ProvenAction>
            </div>
          </>
        )}
      </PanelBody>
    </Panel>
  )
}

function InUse({ since, left, onRemoved }: { since: Date; left: number; onRemoved: () => void }) {
  return (
    <>
      <p className="text-ink-2">
        Set up <RelativeTime at={since} />. {left} of 10 recovery codes are left
        {left < 3 ? '; remove the second factor and set it up again for new ones.' : '.'}
      </p>
      <div>
        <ProvenAction
          title="Remove the second factor?"
          description="From then on the password alone lets you in. It takes both once more."
          action="Remove it"
          hasPassword
          takesCode
          method="POST"
          path="totp/remove"
          onDone={onRemoved}
        >
          <Button>Remove second factor</Button>
        </ProvenAction>
      </div>
    </>
  )
}
