import Link from 'next/link'
import { Count } from '@/components/ui/count'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime } from '@/components/ui/time'
import { causeLabel } from '@/lib/domain/conditions'
import { formatCount, formatShare } from '@/lib/format/number'
import { plural, verdictTone } from '@/lib/format/words'
import type { OverviewModel, SignatureFailure } from '@/lib/query/overview'

const ROW =
  'grid min-h-(--row) grid-cols-[minmax(0,10.5rem)_minmax(0,1fr)_2.75rem_minmax(0,6.5rem)] items-center gap-x-3 py-1 max-sm:grid-cols-[minmax(0,1fr)_3rem]'
const SHOWN = 6

interface SignaturePanelProps {
  model: OverviewModel
  link: (path: string) => string
}

export function SignaturePanel({ model, link }: SignaturePanelProps) {
  const { total, verified, failures } = model.deliveries
  const failed = total - verified
  return (
    <Panel aria-labelledby="signature-title">
      <PanelHeader
        id="signature-title"
        title="Signature failures, by cause"
        href={link('/webhooks')}
        count={formatCount(failed)}
        linkLabel={`${failed} ${plural(failed, 'delivery', 'deliveries')} that did not verify`}
      />
      <PanelBody>
        {total === 0 ? (
          <EmptyState title="No webhook received in this time range" className="py-8">
            That is silence, not health: with no delivery there is nothing to verify.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {failures.slice(0, SHOWN).map((failure) => (
              <FailureRow key={`${failure.verdict} ${failure.cause ?? ''}`} failure={failure} link={link} />
            ))}
            <li className={ROW}>
              <span>
                <StatusPill tone="good">verified</StatusPill>
              </span>
              <span className="text-ink-3 max-sm:hidden">
                {failed === 0 ? 'every delivery' : 'all other deliveries'}
              </span>
              <Count value={verified} className="text-right text-ink-2" />
              <span className="text-ink-3 max-sm:hidden">{formatShare(verified / total)}</span>
            </li>
          </ul>
        )}
      </PanelBody>
    </Panel>
  )
}

function FailureRow({ failure, link }: { failure: SignatureFailure; link: (path: string) => string }) {
  const label = failure.cause
    ? causeLabel('webhook-signature-failure', failure.cause)
    : failure.verdict.replaceAll('-', ' ')
  const filter = failure.cause ? `cause=${failure.cause}` : `verdict=${failure.verdict}`
  return (
    <li>
      <Link href={link(`/webhooks?${filter}`)} className={`${ROW} -mx-2 rounded-sm px-2 hover:bg-hover`}>
        <span className="min-w-0">
          <StatusPill tone={verdictTone(failure.verdict)}>{label}</StatusPill>
        </span>
        <span className="line-clamp-2 text-xs max-sm:hidden" title={failure.sentence ?? undefined}>
          {failure.sentence ?? (
            <span className="text-ink-3">{failure.cause ? 'forensics pending' : 'counted, not explained'}</span>
          )}
        </span>
        <Count value={failure.total} className="text-right" />
        <span className="truncate text-ink-3 max-sm:hidden">
          <span className="sr-only">since </span>
          <ClockTime at={failure.firstAt} />
        </span>
      </Link>
    </li>
  )
}
