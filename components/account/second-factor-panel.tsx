'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import { requestAccount } from './account-request'
import { CodeForm } from './code-form'
import { RecoveryCodes } from './recovery-codes'
import { Told } from './told'
import { TotpSetup, type Draft } from './totp-setup'

interface SecondFactorProps {
  since: Date | null
  recoveryCodesLeft: number
}

export function SecondFactorPanel({ since, recoveryCodesLeft }: SecondFactorProps) {
  const router = useRouter()
  const [draft, setDraft] = useState<Draft | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  const begin = async () => {
    const begun = await requestAccount('POST', 'totp')
    setProblem(begun.ok ? null : begun.message)
    if (begun.ok) setDraft({ secret: String(begun.value.secret), svg: String(begun.value.svg) })
  }
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
            <Told problem={problem} />
            <div>
              <Button variant="primary" onClick={() => void begin()}>
                Set up second factor
              </Button>
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
      <CodeForm
        path="totp/remove"
        label="Code, or a recovery code"
        action="Remove second factor"
        variant="outline"
        onDone={onRemoved}
      />
    </>
  )
}
