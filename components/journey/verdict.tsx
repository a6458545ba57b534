import Link from 'next/link'
import { CopyButton } from '@/components/ui/copy-button'
import { Button } from '@/components/ui/button'
import { VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime, Elapsed } from '@/components/ui/time'
import { isFinal } from '@/lib/domain/vocabulary'
import type { NamedCause, Verdict } from './prepare-verdict'
import { RefreshButton } from './refresh-button'

interface VerdictProps {
  verdict: Verdict
  journey: { journeyID: string; applicationID: string; status: string; waitingSince: Date }
  /** Plain words for the borrower. */
  summary: string
  /** Null: this reader may refresh; else why not. */
  refreshRefused: string | null
  /** A path with what follows the reader from screen to screen. */
  link: (path: string) => string
}

export function JourneyVerdict({ verdict, journey, summary, refreshRefused, link }: VerdictProps) {
  return (
    <VerdictBanner tone={verdict.tone} aria-labelledby="verdict">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StatusPill tone={verdict.tone}>
          {verdict.chip}
          {verdict.since && (
            <>
              {' '}
              <Elapsed at={verdict.since} />
            </>
          )}
        </StatusPill>
        <h1 id="verdict" className="text-lg leading-snug font-semibold tracking-tight text-balance">
          {verdict.headline.map((part, index) =>
            typeof part === 'string' ? part : <ClockTime key={index} at={part} />,
          )}
        </h1>
      </div>
      <p className="mt-1 max-w-[110ch] text-ink-2">
        <span className="font-medium text-ink">{journey.status}</span> since <ClockTime at={journey.waitingSince} />
        {isFinal(journey.status) ? '.' : <Waiting since={journey.waitingSince} />} {verdict.detail}{' '}
        <Causes verdict={verdict} link={link} />
      </p>
      <dl className="mt-2.5 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        <dt className="font-semibold">Next</dt>
        <dd className="max-w-[100ch] text-ink-2">{verdict.next}</dd>
        <dt className="font-semibold">Say</dt>
        <dd className="max-w-[100ch] text-ink-2">“{summary}”</dd>
      </dl>
      <div className="mt-3 flex flex-wrap items-center gap-2 print:hidden">
        {verdict.guidance && (
          <Button asChild variant="primary">
            <Link href={link(verdict.guidance)}>Open guidance</Link>
          </Button>
        )}
        <CopyButton value={summary} label="Copy summary for borrower" />
        <RefreshButton journeyID={journey.journeyID} applicationID={journey.applicationID} refused={refreshRefused} />
      </div>
    </VerdictBanner>
  )
}

function Waiting({ since }: { since: Date }) {
  return (
    <>
      {' '}
      (<Elapsed at={since} />
      ).
    </>
  )
}

function Causes({ verdict: { cause, alsoHolds, rejected }, link }: Pick<VerdictProps, 'verdict' | 'link'>) {
  return (
    <>
      {cause && (
        <>
          Cause: <CauseLink cause={cause} link={link} />, confidence {cause.confidence.toFixed(2)}.{' '}
        </>
      )}
      {alsoHolds.length > 0 && (
        <>
          Also holds:{' '}
          {alsoHolds.map((other, index) => (
            <span key={other.condition + other.cause}>
              {index > 0 && ', '}
              <CauseLink cause={other} link={link} />
            </span>
          ))}
          .{' '}
        </>
      )}
      {rejected.length > 0 && (
        <>
          Rejected:{' '}
          {rejected.map((other, index) => (
            <span key={other.label}>
              {index > 0 && '; '}
              {other.label} ({other.why.replace(/\.$/, '')})
            </span>
          ))}
          .
        </>
      )}
    </>
  )
}

function CauseLink({ cause, link }: { cause: NamedCause; link: VerdictProps['link'] }) {
  return (
    <Link href={link(cause.href)} title={cause.summary} className="link text-ink">
      {cause.label}
    </Link>
  )
}
