'use client'

import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/time'
import type { SubjectKind } from '@/lib/domain/set-aside'
import type { StatusPage } from '@/lib/query/status-page'
import { Problem } from './notification-fields'
import { useChange } from './use-change'

type SetAside = NonNullable<StatusPage['setAside']>[number]

const KIND: Record<SubjectKind, string> = {
  journey: 'Journey',
  reads: 'Journey',
  delivery: 'Delivery',
  caller: 'Caller',
  'caller-timer': 'Caller',
  group: 'Delivery group',
}

/** What detection gave up on, with its error, and a way to have it tried again. */
export function StatusSetAside({ subjects }: { subjects: SetAside[] }) {
  return (
    <Panel aria-labelledby="set-aside-title">
      <PanelHeader id="set-aside-title" title="Set aside: failed five times and not judged" />
      <ul className="divide-y divide-line">
        {subjects.map((subject) => (
          <SetAsideItem
            key={`${subject.applicationID}|${subject.subjectType}|${subject.subjectID}`}
            subject={subject}
          />
        ))}
      </ul>
    </Panel>
  )
}

function SetAsideItem({ subject: { applicationID, subjectType, subjectID, error, queuedAt } }: { subject: SetAside }) {
  const { pending, problem, change } = useChange()
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <span className="grid min-w-0 flex-1 basis-60">
        <span className="[overflow-wrap:anywhere]">
          <span className="font-medium">{KIND[subjectType]}</span> <span className="mono">{subjectID}</span>
        </span>
        <span className="[overflow-wrap:anywhere] text-ink-2">{error}</span>
      </span>
      <Problem>{problem}</Problem>
      <span className="text-xs text-ink-3">
        queued <RelativeTime at={queuedAt} />
      </span>
      <Button
        variant="quiet"
        aria-disabled={pending}
        onClick={() => {
          if (!pending) void change('POST', 'set-aside/retry', { applicationID, subjectType, subjectID })
        }}
      >
        Try again<span className="sr-only">: {subjectID}</span>
      </Button>
    </li>
  )
}
