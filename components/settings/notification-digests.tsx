'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import type { Digest } from '@/lib/query/notifications'
import { CheckField, Problem, TextField } from './notification-fields'
import { DIGEST_NAMES } from './setting-names'
import { useNotificationChange } from './use-notification-change'

interface NotificationDigestsProps {
  digests: Digest[]
  hasMail: boolean
}

/** The daily e-mail to everybody of a role. */
export function NotificationDigests({ digests, hasMail }: NotificationDigestsProps) {
  return (
    <Panel aria-labelledby="digests-title">
      <PanelHeader id="digests-title" title="Daily digest by e-mail" />
      <p className="px-4 pb-1 text-ink-2">
        What is open, to everybody of a role. A day on which there is nothing to say has none.
        {!hasMail && <span className="text-wait"> SMTP_URL is not set: none can be sent.</span>}
      </p>
      <ul aria-label="Digests by role" className="divide-y divide-line pb-1">
        {digests.map((digest) => (
          <DigestItem key={digest.role} digest={digest} />
        ))}
      </ul>
    </Panel>
  )
}

const SCOPE: Record<Digest['role'], string> = {
  support: 'what borrowers have to be told',
  ops: 'all findings',
  engineer: 'what is wrong with the integration',
}

type DigestFields = Pick<Digest, 'enabled' | 'at' | 'zone'>

function DigestItem({ digest }: { digest: Digest }) {
  const { role, lastDay, lastOutcome } = digest
  /** What is typed over what was read then; null: the digest as it is. */
  const [draft, setDraft] = useState<{ read: Digest; now: DigestFields } | null>(null)
  const { pending, problem, change } = useNotificationChange()
  const { enabled, at, zone } = draft?.now ?? digest
  const put = (part: Partial<DigestFields>) =>
    setDraft({ read: draft?.read ?? digest, now: { enabled, at, zone, ...part } })
  const save = async () => {
    if (pending) return
    const seen = { value: draft?.read ?? digest, names: DIGEST_NAMES }
    const saved = await change('PUT', `digests/${role}`, { enabled, at, zone }, seen)
    if (saved.ok) setDraft(null)
  }
  const isChanged = enabled !== digest.enabled || at !== digest.at || zone !== digest.zone
  return (
    <li>
      <form
        aria-label={`Digest for ${role}`}
        className="flex flex-wrap items-end gap-x-4 gap-y-2 px-4 py-2"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <span className="grid min-w-0 flex-1 basis-56">
          <CheckField
            label={<span className="font-medium">{role}</span>}
            checked={enabled}
            onChange={(next) => put({ enabled: next })}
          />
          <span className="text-ink-3">
            {SCOPE[role]}
            {lastDay && ` · ${lastDay}: ${lastOutcome}`}
          </span>
        </span>
        <TextField label="At" type="time" required value={at} onChange={(next) => put({ at: next })} className="w-28" />
        <TextField label="Time zone" required value={zone} onChange={(next) => put({ zone: next })} className="w-40" />
        <Button type="submit" aria-disabled={pending} disabled={!isChanged}>
          Save
          <span className="sr-only"> the digest for {role}</span>
        </Button>
        <Problem>{problem}</Problem>
      </form>
    </li>
  )
}
