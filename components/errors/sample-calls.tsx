import Link from 'next/link'
import { CopyableID, ShortID } from '@/components/ui/copyable-id'
import { RelativeTime } from '@/components/ui/time'
import type { ErrorsModel } from '@/lib/query/errors'

type Call = NonNullable<ErrorsModel['samples']>['calls'][number]

interface SampleCallsProps {
  calls: Call[]
  /** Of what they are samples. */
  name: string
  link: (path: string) => string
}

/** The newest calls of a group, with what the platform said and whose journey it was. */
export function SampleCalls({ calls, name, link }: SampleCallsProps) {
  if (calls.length === 0) {
    return (
      <p className="text-ink-3">
        No single call of this group is kept: counts outlive the calls, and names beyond the cap are counted together.
      </p>
    )
  }
  return (
    <ul aria-label={`Newest calls: ${name}`} className="flex flex-col divide-y divide-line">
      {calls.map((call) => (
        <li key={call.callID} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 py-1.5 text-xs">
          <RelativeTime at={call.occurredAt} className="w-20 text-ink-3" />
          <span className="mono min-w-0 break-all">
            {call.method} {call.path}
          </span>
          <span className="min-w-0 flex-1 basis-48 text-ink-2">{said(call)}</span>
          {call.durationMs !== null && (
            <span className="text-ink-3 tabular-nums">{Math.round(call.durationMs)} ms</span>
          )}
          {call.journeyID && (
            <Link href={link(`/journeys/${encodeURIComponent(call.journeyID)}`)} className="link">
              journey <ShortID id={call.journeyID} />
            </Link>
          )}
          {call.requestID && <CopyableID id={call.requestID} what="request ID" />}
        </li>
      ))}
    </ul>
  )
}

function said(call: Call): string {
  const field = call.errorField ? ` (${call.errorField})` : ''
  if (call.errorMessage) return `${call.errorMessage}${field}`
  return call.status === 0 ? 'No answer came.' : `No message${field}`
}
