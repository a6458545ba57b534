import { Gauge } from 'lucide-react'
import type { Metadata } from 'next'
import { HeatMapTable } from '@/components/charts/heat-map'
import { prepareHeatMap } from '@/components/charts/prepare-heat-map'
import { ActiveFilters } from '@/components/errors/active-filters'
import { loadLimitParams, shownWindow } from '@/components/errors/params'
import { HotspotTable } from '@/components/rate-limits/hotspot-table'
import { limitsLead } from '@/components/rate-limits/limits-lead'
import { CallsFreshness } from '@/components/shell/calls-freshness'
import { ConnectCalls } from '@/components/shell/connect-calls'
import { ExportButton } from '@/components/shell/export-button'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { viewHref } from '@/components/shell/view-href'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { may, requireUser } from '@/lib/auth'
import { readFrame } from '@/lib/query/frame'
import { readRateLimits, type RateLimitsModel } from '@/lib/query/rate-limits'

export const metadata: Metadata = { title: 'Rate limits' }

const MOST = { callers: 12, routes: 10 }

export default async function RateLimitsPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const desk = loadDeskParams(search)
  const { applicationID, environment } = resolveScope(applications, desk)
  const params = loadLimitParams(search)
  const shown = shownWindow(params, desk.range, new Date())
  const model = await readRateLimits(user, { applicationID, environment, from: shown.from, to: shown.to })
  const view = (changes: Record<string, string | null>) => viewHref('/rate-limits', search, changes)
  if (!model.lastCallAt) return <Never />
  return (
    <Page
      title="Rate limits"
      lead={limitsLead(model)}
      actions={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <CallsFreshness lastCallAt={model.lastCallAt} />
          <ExportButton
            list="rate-limits"
            query={{ applicationID, environment, from: shown.from, to: shown.to }}
            what="all callers and routes with 429s in this time range"
            allowed={may(user, 'export')}
          />
        </div>
      }
    >
      <ActiveFilters filters={[]} zoom={shown.zoomed ? { ...shown, href: view({ from: null, to: null }) } : null} />
      <Panel aria-labelledby="hotspots-title">
        <PanelHeader id="hotspots-title" title="Hotspots, the most limited first">
          {model.cells.length > model.hotspots.length && (
            <span className="text-xs text-ink-3">the first {model.hotspots.length}</span>
          )}
        </PanelHeader>
        {model.hotspots.length > 0 ? (
          <HotspotTable
            hotspots={model.hotspots}
            open={params.open ?? model.hotspots[0]?.id ?? null}
            applications={new Map(applications.map((row) => [row.applicationID, row.name]))}
            view={view}
            link={(path) => withFrameParams(path, search)}
          />
        ) : (
          <NoHotspot calls={model.calls} />
        )}
      </Panel>
      {model.cells.length > 0 && <HeatPanel model={model} view={view} />}
    </Page>
  )
}

interface HeatPanelProps {
  model: RateLimitsModel
  view: (changes: Record<string, string | null>) => string
}

function HeatPanel({ model, view }: HeatPanelProps) {
  const map = prepareHeatMap(model.cells, MOST)
  const idOf = (caller: string, route: string) =>
    model.hotspots.find((hotspot) => hotspot.caller === caller && hotspot.route === route)?.id ?? null
  return (
    <Panel aria-labelledby="heat-title">
      <PanelHeader id="heat-title" title="429s, caller × route" />
      <PanelBody>
        <HeatMapTable
          map={map}
          label="429s by caller and route"
          href={(caller, route) => view({ open: idOf(caller, route) })}
        />
        {map.hidden > 0 && <p className="mt-2 text-xs text-ink-3">{map.hidden} smaller pairs have no place here.</p>}
      </PanelBody>
    </Panel>
  )
}

function NoHotspot({ calls }: { calls: number }) {
  return (
    <EmptyState
      icon={<Gauge />}
      title={calls === 0 ? 'No call received in this time range' : 'No call was limited in this time range'}
      className="py-16"
    >
      {calls === 0
        ? 'That is silence, not health. Widen the time range, or look whether the exporter runs.'
        : `${calls.toLocaleString('en-US')} calls were received, and none of them was answered 429.`}
    </EmptyState>
  )
}

function Never() {
  return (
    <Page title="Rate limits" lead="Which caller runs into 429s on which route, and whether it backs off.">
      <ConnectCalls shows="The hotspots, how long each caller waits after a 429, and what the fix would save show here." />
    </Page>
  )
}
