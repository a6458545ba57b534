import Link from 'next/link'
import { Fragment } from 'react'
import { Button } from '@/components/ui/button'
import { CopyableID } from '@/components/ui/copyable-id'
import { Count } from '@/components/ui/count'
import { KeyValue, KeyValueStrip } from '@/components/ui/key-value'
import { Panel, PanelBody, PanelHeader, VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime, RelativeTime } from '@/components/ui/time'
import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { conditionTone, findingStatusTone, plural } from '@/lib/format/words'
import type { Finding } from '@/lib/query/schemas'
import { EvidenceList } from './evidence-list'

interface FindingDetailProps {
  finding: Finding
  link: (path: string) => string
}

export function FindingBanner({ finding, link }: FindingDetailProps) {
  const resolved = finding.status === 'resolved'
  return (
    <VerdictBanner tone={resolved ? 'good' : conditionTone(finding.condition)}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StatusPill tone={findingStatusTone(finding.status)}>{finding.status}</StatusPill>
        {finding.regressed && <span className="text-xs text-stuck">came back</span>}
        <h1 className="text-lg font-semibold">
          {conditionTitle(finding.condition)}: {causeLabel(finding.condition, finding.cause)}
        </h1>
      </div>
      <p className="mt-1.5 max-w-[90ch] text-ink-2">{finding.summary}</p>
      {resolved && finding.resolvedAt && (
        <p className="mt-1 text-ink-3">
          Resolved <RelativeTime at={finding.resolvedAt} /> by {finding.resolvedBy ?? 'its evidence'}.
        </p>
      )}
      <Snoozed finding={finding} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button asChild variant="primary">
          <Link href={link(finding.guidance)}>Open guidance</Link>
        </Button>
        {finding.subject.type === 'journey' && (
          <Button asChild>
            <Link href={link(`/journeys/${encodeURIComponent(finding.subject.id)}`)}>Open the journey</Link>
          </Button>
        )}
      </div>
    </VerdictBanner>
  )
}

/** What it waits for. */
function Snoozed({ finding: { status, snoozeUntil, snoozeUntilWorse } }: { finding: Finding }) {
  if (status !== 'snoozed') return null
  const { occurrences = null, subjects = null } = snoozeUntilWorse ?? {}
  const ends = [
    snoozeUntil && <ClockTime key="time" at={snoozeUntil} />,
    occurrences && `it has happened ${occurrences} more ${plural(occurrences, 'time')}`,
    subjects && `${subjects} more ${plural(subjects, 'subject')} have the same cause`,
  ].filter(Boolean)
  return (
    <p className="mt-1 text-ink-3">
      Snoozed until{' '}
      {ends.map((end, index) => (
        <Fragment key={index}>
          {index > 0 && ' or '}
          {end}
        </Fragment>
      ))}
      .
    </p>
  )
}

const SUBJECT_LABELS: Record<Finding['subject']['type'], string> = {
  journey: 'Journey',
  application: 'Application',
  caller: 'Caller',
  delivery_group: 'Delivery group',
}

export function FindingFacts({ finding }: { finding: Finding }) {
  return (
    <KeyValueStrip className="px-0.5">
      <KeyValue label={SUBJECT_LABELS[finding.subject.type]}>
        <CopyableID id={finding.subject.id} what={`${finding.subject.type} ID`} />
      </KeyValue>
      <KeyValue label="Environment">{finding.environment}</KeyValue>
      <KeyValue label="Since">
        <ClockTime at={finding.firstSeenAt} />
      </KeyValue>
      <KeyValue label="Last seen">
        <RelativeTime at={finding.lastSeenAt} />
      </KeyValue>
      <KeyValue label="Count">
        <Count value={finding.occurrences} />
      </KeyValue>
      <KeyValue label="Confidence">{finding.confidence.toFixed(2)}</KeyValue>
      <KeyValue label="Severity">{finding.severity}</KeyValue>
      <KeyValue label="Assignee">{finding.assignee ?? '–'}</KeyValue>
    </KeyValueStrip>
  )
}

export function FindingReasons({ finding, link }: FindingDetailProps) {
  return (
    <>
      <Panel aria-labelledby="evidence-title">
        <PanelHeader id="evidence-title" title="Evidence" />
        <PanelBody>
          <EvidenceList evidence={finding.evidence} link={link} />
        </PanelBody>
      </Panel>
      <Panel aria-labelledby="rejected-title">
        <PanelHeader id="rejected-title" title="Causes ruled out" />
        <PanelBody>
          {finding.rejectedCauses.length === 0 ? (
            <p className="text-ink-3">No other cause of this condition came close.</p>
          ) : (
            <ul className="divide-y divide-line">
              {finding.rejectedCauses.map(({ cause, why }) => (
                <li key={cause} className="py-2">
                  <p className="font-medium">{causeLabel(finding.condition, cause)}</p>
                  <p className="text-ink-2">{why}</p>
                </li>
              ))}
            </ul>
          )}
        </PanelBody>
      </Panel>
    </>
  )
}
