import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Count } from '@/components/ui/count'
import { KeyValue, KeyValueStrip } from '@/components/ui/key-value'
import { Panel, PanelBody, PanelHeader, VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime, Elapsed, RelativeTime } from '@/components/ui/time'
import { formatMoney } from '@/lib/format/number'
import { incidentTitle } from '@/lib/domain/incident'
import type { Incident, IncidentDetail } from '@/lib/query/incidents'
import { IncidentChildren } from './incident-children'
import { explainsWords, incidentHref, incidentTone, unknownWords } from './incident-words'

interface IncidentProps {
  incident: IncidentDetail
  link: (path: string) => string
}

export function IncidentBanner({ incident, link }: IncidentProps) {
  const { status, since, until, guidance } = incident
  return (
    <VerdictBanner tone={incidentTone(incident)}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StatusPill tone={incidentTone(incident)}>{status}</StatusPill>
        <h1 className="text-lg font-semibold">{incidentTitle(incident)}</h1>
      </div>
      <p className="mt-1.5 max-w-[90ch] text-ink-2">{incident.summary}</p>
      <p className="mt-1 text-ink-3">
        Since <ClockTime at={since} />
        {until ? (
          <>
            , over <RelativeTime at={until} />.
          </>
        ) : (
          <>
            , for <Elapsed at={since} />.
          </>
        )}
      </p>
      <div className="mt-3">
        <Button asChild variant="primary">
          <Link href={link(guidance)}>Open guidance</Link>
        </Button>
      </div>
    </VerdictBanner>
  )
}

export function IncidentFacts({ incident: { reach, findings, unresolved } }: { incident: Incident }) {
  const unknown = unknownWords(reach)
  return (
    <div>
      <KeyValueStrip className="px-0.5">
        <KeyValue label="Journeys">
          <Count value={reach.journeys} />
        </KeyValue>
        <KeyValue label="Borrowers">
          <Count value={reach.borrowers} />
        </KeyValue>
        <KeyValue label="Loans requested">
          {reach.requestedAmount === null ? 'unknown' : formatMoney(reach.requestedAmount)}
        </KeyValue>
        <KeyValue label="Findings">
          <Count value={findings} />
        </KeyValue>
        <KeyValue label="Not resolved">
          <Count value={unresolved} />
        </KeyValue>
      </KeyValueStrip>
      {unknown && <p className="mt-2 px-0.5 text-xs text-ink-3">{unknown}</p>}
    </div>
  )
}

export function IncidentReasons({ incident, link }: IncidentProps) {
  return (
    <>
      <Panel aria-labelledby="reasons-title">
        <PanelHeader id="reasons-title" title="Why these belong together" />
        <PanelBody>
          <ul className="flex list-disc flex-col gap-1 pl-4">
            {incident.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </PanelBody>
      </Panel>
      <Panel aria-labelledby="children-title">
        <PanelHeader id="children-title" title={`It ${explainsWords(incident.findings)}`} />
        <PanelBody>
          <IncidentChildren items={incident.children} total={incident.findings} link={link} />
          {incident.findings > incident.children.length && (
            <p className="mt-2 text-ink-3">
              {incident.children.length} of {incident.findings} are shown: what holds, the oldest first.
            </p>
          )}
        </PanelBody>
      </Panel>
    </>
  )
}

/** On a finding: what it is part of. */
export function PartOf({ incidents, link }: { incidents: Incident[]; link: IncidentProps['link'] }) {
  if (incidents.length === 0) return null
  return (
    <ul aria-label="Part of" className="flex flex-col gap-1 px-0.5">
      {incidents.map((incident) => (
        <li key={incident.id} className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="text-ink-3">{incident.status === 'open' ? 'Part of' : 'Was part of'}</span>
          <StatusPill tone={incidentTone(incident)}>
            <Link href={link(incidentHref(incident))} className="hover:underline">
              {incidentTitle(incident)}
            </Link>
          </StatusPill>
          <span className="text-ink-2">{explainsWords(incident.findings)}</span>
        </li>
      ))}
    </ul>
  )
}

/** On the overview: what explains most. */
export function IncidentLine({ incidents, link }: { incidents: Incident[]; link: IncidentProps['link'] }) {
  if (incidents.length === 0) return null
  return (
    <ul aria-label="One cause, many findings" className="flex flex-wrap gap-x-5 gap-y-1 text-ink-2">
      {incidents.map((incident) => (
        <li key={incident.id} className="flex flex-wrap items-center gap-x-2">
          <StatusPill tone={incidentTone(incident)}>
            <Link href={link(incidentHref(incident))} className="hover:underline">
              {incidentTitle(incident)}
            </Link>
          </StatusPill>
          <span>
            {explainsWords(incident.findings)} since <ClockTime at={incident.since} />
          </span>
        </li>
      ))}
    </ul>
  )
}
