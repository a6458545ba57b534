import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { Elapsed } from '@/components/ui/time'
import { formatDuration } from '@/lib/format/duration'
import { plural, type Tone } from '@/lib/format/words'
import type { JourneyScreen } from '@/lib/query/journey'

type Operation = JourneyScreen['pendingOperations'][number]

const TONES: Record<string, Tone> = {
  QUEUED: 'wait',
  IN_FLIGHT: 'accent',
  RETRYING: 'wait',
  FAILED: 'stuck',
  DONE: 'good',
}
const WORDS: Record<string, string> = {
  QUEUED: 'queued',
  IN_FLIGHT: 'in flight',
  RETRYING: 'retrying',
  FAILED: 'failed',
  DONE: 'done',
}

export function PendingWork({ operations }: { operations: Operation[] }) {
  return (
    <Panel aria-labelledby="pending-work">
      <PanelHeader title="Pending work" id="pending-work" />
      <PanelBody className="pb-2">
        <ul className="divide-y divide-line">
          {operations.map((operation) => (
            <Row key={operation.operationID} operation={operation} />
          ))}
        </ul>
      </PanelBody>
    </Panel>
  )
}

function Row({ operation }: { operation: Operation }) {
  return (
    <li className="grid min-h-(--row) grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)] items-center gap-x-4 gap-y-0.5 py-1.5 sm:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_auto_minmax(0,1.4fr)]">
      <span className="truncate" title={operation.operationID}>
        {operation.type}
      </span>
      <span className="truncate text-ink-2" title={operation.lender ?? undefined}>
        {operation.lender ?? '–'}
      </span>
      <span className="justify-self-start sm:w-28">
        <StatusPill tone={TONES[operation.status] ?? 'idle'}>{WORDS[operation.status] ?? operation.status}</StatusPill>
      </span>
      <span className="text-ink-2">
        <Age operation={operation} />
      </span>
    </li>
  )
}

/** Attempts and age; of what is done, how long it took. The platform does not tell when it tries again. */
function Age({ operation: { status, attempts, startedAt, since } }: { operation: Operation }) {
  const tries = attempts === null ? null : `${attempts} ${plural(attempts, 'attempt')}`
  const start = startedAt ?? since
  if (status === 'DONE') {
    const took = startedAt && since && since > startedAt ? formatDuration(since.getTime() - startedAt.getTime()) : null
    return <>{[tries, took].filter((part) => part !== null).join(' · ') || '–'}</>
  }
  return (
    <>
      {tries && `${tries} · `}
      {start ? (
        <>
          age <Elapsed at={start} />
        </>
      ) : (
        'age not reported'
      )}
      {status === 'RETRYING' && ' · next retry not reported'}
    </>
  )
}
