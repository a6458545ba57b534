'use client'

import { Send } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import type { Target } from '@/lib/query/notifications'
import { DeleteButton } from './notification-delete'
import { Problem } from './notification-fields'
import { ChangeTarget } from './notification-target-change'
import { KIND_WORDS } from './notification-target-fields'
import { AddTarget } from './notification-target-form'
import { TARGET_NAMES } from './setting-names'
import { useNotificationChange } from './use-notification-change'

interface NotificationTargetsProps {
  targets: Target[]
  /** Whether SMTP_URL is set. */
  hasMail: boolean
  mayAllowHosts: boolean
}

/** Where findings can be told. Addresses and secrets go in and are never shown again. */
export function NotificationTargets({ targets, hasMail, mayAllowHosts }: NotificationTargetsProps) {
  return (
    <Panel aria-labelledby="targets-title">
      <PanelHeader id="targets-title" title="Targets">
        <AddTarget hasMail={hasMail} mayAllowHosts={mayAllowHosts} />
      </PanelHeader>
      {targets.length === 0 ? (
        <EmptyState title="Nobody is told anything yet">
          Add a Slack-compatible webhook, a signed webhook or e-mail addresses, then a rule that tells them.
        </EmptyState>
      ) : (
        <ul aria-label="Targets" className="divide-y divide-line pb-1">
          {targets.map((target) => (
            <TargetItem key={target.id} target={target} hasMail={hasMail} mayAllowHosts={mayAllowHosts} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

interface TargetItemProps extends Omit<NotificationTargetsProps, 'targets'> {
  target: Target
}

function TargetItem({ target, hasMail, mayAllowHosts }: TargetItemProps) {
  const { id, name, kind, hint, enabled, allowedHost } = target
  const { pending, problem, change } = useNotificationChange()
  const [tested, setTested] = useState(false)
  const toggle = () =>
    void change('PATCH', `targets/${id}`, { enabled: !enabled }, { value: target, names: TARGET_NAMES })
  const test = async () => {
    if (pending) return
    const outcome = await change('POST', `targets/${id}/test`)
    setTested(outcome.ok)
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="min-w-0 flex-1 basis-60">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          <Badge>{KIND_WORDS[kind]}</Badge>
          {!enabled && <StatusPill tone="idle">off</StatusPill>}
          {allowedHost && <Badge>private host allowed</Badge>}
        </span>
        <span className="mono text-ink-3 [overflow-wrap:anywhere]">{hint}</span>
      </span>
      <span role="status" className="text-xs text-ink-2">
        {tested && !problem && 'Test queued: the log below tells how it ends.'}
      </span>
      <Problem>{problem}</Problem>
      <span className="flex gap-1">
        <Button variant="quiet" aria-disabled={pending} onClick={() => void test()}>
          <Send aria-hidden />
          Send test
          <span className="sr-only"> to {name}</span>
        </Button>
        <ChangeTarget target={target} hasMail={hasMail} mayAllowHosts={mayAllowHosts} />
        <Button variant="ghost" aria-disabled={pending} onClick={toggle}>
          {enabled ? 'Switch off' : 'Switch on'}
          <span className="sr-only"> {name}</span>
        </Button>
        <DeleteButton
          path={`targets/${id}`}
          name={name}
          what="target"
          consequence="Rules forget it, and what still waits to be sent to it is dropped."
        />
      </span>
    </li>
  )
}
