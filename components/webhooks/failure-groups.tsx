import { CircleCheck, CircleSlash } from 'lucide-react'
import Link from 'next/link'
import { InlineText } from '@/components/guidance/inline-text'
import { Count } from '@/components/ui/count'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime, RelativeTime } from '@/components/ui/time'
import { causeLabel } from '@/lib/domain/conditions'
import { plural, verdictTone, type Tone } from '@/lib/format/words'
import type { DeliveryFailures, FailureGroup } from '@/lib/query/delivery-failures'

interface FailureGroupsProps {
  failures: DeliveryFailures
  /** "in the last 24 h". */
  within: string
  /** The list, narrowed to a group. */
  hrefOf: (group: FailureGroup) => string
  link: (path: string) => string
}

/** What failed, by cause; where nothing did, whether anything arrived at all. */
export function FailureGroups({ failures, within, hrefOf, link }: FailureGroupsProps) {
  const { groups, partial, unkept } = failures
  return (
    <Panel aria-labelledby="failures-title">
      <PanelHeader id="failures-title" title="Failures by cause">
        <Arrivals failures={failures} />
      </PanelHeader>
      <PanelBody>
        {groups.length === 0 ? (
          <NoFailures failures={failures} within={within} />
        ) : (
          <ul className="divide-y divide-line">
            {groups.map((group) => (
              <Group key={group.kind} group={group} href={hrefOf(group)} link={link} />
            ))}
          </ul>
        )}
        {(partial || unkept > 0) && (
          <p className="pt-2 text-xs text-ink-3">
            {partial && 'There are more: the newest 20,000 of an application are counted. '}
            {unkept > 0 && (
              <>
                <Count value={unkept} /> more refused {plural(unkept, 'request was', 'requests were')} counted and not
                kept, since one source sent too many.
              </>
            )}
          </p>
        )}
      </PanelBody>
    </Panel>
  )
}

function Group({ group, href, link }: { group: FailureGroup; href: string; link: (path: string) => string }) {
  const [finding, ...others] = group.findings
  return (
    <li className="grid gap-x-6 gap-y-1 py-2.5 lg:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <StatusPill tone={toneOf(group)}>
            <Count value={group.count} />
          </StatusPill>
          <Link href={href} className="font-medium hover:underline">
            {nameOf(group)}
          </Link>
          <span className="text-ink-3">
            {group.open === 0 ? 'all applied since' : group.open < group.count && `${group.open} not applied`}
          </span>
        </p>
        <Explanations group={group} />
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-3 lg:justify-end">
        <span>
          <ClockTime at={group.firstAt} /> – <ClockTime at={group.lastAt} />
        </span>
        {finding && (
          <Link href={link(`/findings/${finding.id}`)} className="link text-ink-2">
            {others.length > 0 ? `newest of ${others.length + 1} findings` : 'finding'} ({finding.status})
          </Link>
        )}
      </p>
    </li>
  )
}

function Explanations({ group }: { group: FailureGroup }) {
  const told = group.explanations.filter(({ sentence }) => sentence !== null)
  if (told.length === 0) return null
  return (
    <ul className="mt-1 text-ink-2">
      {told.map(({ sentence, count, lastAt }) => (
        <li key={`${sentence}${lastAt.getTime()}`} className="max-w-[110ch] [overflow-wrap:anywhere]">
          {group.explanations.length > 1 && <span className="text-ink-3 tabular-nums">{count} × </span>}
          <InlineText>{sentence ?? ''}</InlineText>
        </li>
      ))}
    </ul>
  )
}

function nameOf({ cause, verdict }: FailureGroup): string {
  if (cause === null) return verdict.replaceAll('-', ' ')
  const label = causeLabel('webhook-signature-failure', cause)
  return cause === 'undetermined' ? `unexplained (${label})` : label
}

function toneOf({ cause, verdict }: FailureGroup): Tone {
  return cause === null ? verdictTone(verdict) : cause === 'timestamp-stale' ? 'wait' : 'sign'
}

const SOURCE_NAMES: Record<string, string> = {
  receiver: 'Our receiver',
  reported: 'Partner’s receiver',
  platform: 'Platform’s log',
}
const SOURCES = Object.keys(SOURCE_NAMES)

/** Always there: a source that is silent is not one that is well. */
function Arrivals({ failures: { arrivals } }: Pick<FailureGroupsProps, 'failures'>) {
  const sorted = [...arrivals].sort((a, b) => SOURCES.indexOf(a.source) - SOURCES.indexOf(b.source))
  return (
    <ul aria-label="What arrived" className="flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-3">
      {sorted.map(({ source, lastAt, count }) => (
        <li key={source}>
          {SOURCE_NAMES[source] ?? source}{' '}
          {lastAt === null ? (
            'never'
          ) : (
            <>
              <span className="text-ink-2">{count === 0 ? 'none here' : <Count value={count} />}</span>, last{' '}
              <RelativeTime at={lastAt} />
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function NoFailures({ failures: { arrivals }, within }: Pick<FailureGroupsProps, 'failures' | 'within'>) {
  const count = arrivals.filter(({ source }) => source !== 'platform').reduce((sum, source) => sum + source.count, 0)
  if (count > 0) {
    return (
      <p className="flex items-center gap-2">
        <CircleCheck className="size-4 shrink-0 text-good" aria-hidden />
        <span>
          Every signature held: <Count value={count} /> {plural(count, 'delivery', 'deliveries')} {within}, and none
          failed.
        </span>
      </p>
    )
  }
  return (
    <p className="flex items-center gap-2">
      <CircleSlash className="size-4 shrink-0 text-wait" aria-hidden />
      <span>No webhook was received {within}: that is silence, not health.</span>
    </p>
  )
}
