import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { ExportButton } from '@/components/shell/export-button'
import type { ExportQuery } from '@/components/shell/export-href'
import { Panel, PanelHeader, PanelLink } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime } from '@/components/ui/time'
import { incidentTitle } from '@/lib/domain/incident'
import type { IncidentDetail, IncidentReach } from '@/lib/query/incidents'
import { IncidentChildren } from './incident-children'
import { explainsWords, incidentHref, incidentTone, reachWords } from './incident-words'

interface IncidentListProps {
  incidents: IncidentDetail[]
  /** All of them together: what two reach counts once. */
  total: IncidentReach
  link: (path: string) => string
  /** What exports them: the scope of the page. */
  query: ExportQuery
  mayExport: boolean
}

/** Causes that explain many findings, each with its findings folded; nothing where there is none. */
export function IncidentList({ incidents, total, link, query, mayExport }: IncidentListProps) {
  if (incidents.length === 0) return null
  return (
    <Panel aria-labelledby="incidents-title">
      <PanelHeader id="incidents-title" title="One cause, many findings" className="pb-2">
        {incidents.length > 1 && <p className="text-ink-3">together {reachWords(total)}</p>}
        <ExportButton list="incidents" query={query} what="all open incidents" allowed={mayExport} />
      </PanelHeader>
      <ul className="divide-y divide-line border-t border-line">
        {incidents.map((incident) => (
          <li key={incident.id}>
            <IncidentRow incident={incident} link={link} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function IncidentRow({ incident, link }: { incident: IncidentDetail; link: IncidentListProps['link'] }) {
  return (
    <details className="group">
      <summary className="flex cursor-pointer list-none gap-x-3 px-4 py-2 -outline-offset-2 hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="mt-1 size-3.5 shrink-0 text-ink-3 group-open:rotate-90" />
        <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
          <StatusPill tone={incidentTone(incident)}>{incidentTitle(incident)}</StatusPill>
          <span className="font-medium">{explainsWords(incident.findings)}</span>
          <span className="text-ink-2">{reachWords(incident.reach)}</span>
          <span className="text-ink-3 md:ml-auto">
            since <ClockTime at={incident.since} />
          </span>
        </span>
      </summary>
      <div className="border-t border-line bg-sunken px-4 py-2">
        <p className="flex flex-wrap items-center justify-between gap-2 text-ink-2">
          {incident.summary}
          <PanelLink href={link(incidentHref(incident))} label={`Reach and fix of: ${incidentTitle(incident)}`}>
            Reach and fix
          </PanelLink>
        </p>
        <IncidentChildren items={incident.children} total={incident.findings} link={link} />
        {incident.findings > incident.children.length && (
          <Link href={link(incidentHref(incident))} className="link">
            All {incident.findings}
          </Link>
        )}
      </div>
    </details>
  )
}
