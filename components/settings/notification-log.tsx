'use client'

import { RotateCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import type { Notification } from '@/lib/query/notifications'
import type { Tone } from '@/lib/format/words'
import { Problem } from './notification-fields'
import { useNotificationChange } from './use-notification-change'

/** What was sent or was to be, the newest first, and how each ended. */
export function NotificationLog({ log }: { log: Notification[] }) {
  const router = useRouter()
  return (
    <Panel aria-labelledby="log-title">
      <PanelHeader id="log-title" title="Log">
        <Button variant="ghost" onClick={() => router.refresh()}>
          <RotateCw aria-hidden />
          Read again
        </Button>
      </PanelHeader>
      {log.length === 0 ? (
        <EmptyState title="Nothing was sent yet">Send a test to a target, and it shows here how it went.</EmptyState>
      ) : (
        <ul aria-label="Messages" className="divide-y divide-line pb-1">
          {log.map((message) => (
            <LogItem key={message.id} message={message} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

const TONE: Record<Notification['state'], Tone> = {
  queued: 'wait',
  sending: 'wait',
  sent: 'good',
  failed: 'stuck',
  dropped: 'idle',
}
const KIND: Record<Notification['kind'], string> = {
  firing: 'found',
  worse: 'worse',
  recovered: 'over',
  test: 'test',
  digest: 'digest',
  mention: 'mention',
}

function LogItem({ message }: { message: Notification }) {
  const { id, kind, state, title, target, attempts, createdAt, nextAttemptAt, error } = message
  const { pending, problem, change } = useNotificationChange()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <StatusPill tone={TONE[state]}>{state}</StatusPill>
      <span className="grid min-w-0 flex-1 basis-60">
        <span className="flex flex-wrap items-center gap-2">
          <Badge>{KIND[kind]}</Badge>
          <span className="[overflow-wrap:anywhere]">{title}</span>
        </span>
        <span className="text-ink-3">
          {target ?? (kind === 'digest' || kind === 'mention' ? 'by e-mail' : 'a deleted target')}
          {attempts > 1 && ` · ${attempts} attempts`}
          {error && ` · ${error}`}
        </span>
      </span>
      <Problem>{problem}</Problem>
      {state === 'failed' && (
        <Button
          variant="quiet"
          aria-disabled={pending}
          onClick={() => {
            if (!pending) void change('POST', `deliveries/${id}/retry`)
          }}
        >
          Send again
          <span className="sr-only">: {title}</span>
        </Button>
      )}
      <span className="text-xs text-ink-3">
        {nextAttemptAt && attempts > 0 && (
          <>
            next <RelativeTime at={nextAttemptAt} />
            {' · '}
          </>
        )}
        <RelativeTime at={createdAt} />
      </span>
    </li>
  )
}
