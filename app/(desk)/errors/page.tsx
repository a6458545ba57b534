import type { Metadata } from 'next'
import { prepareErrorRate } from '@/components/charts/prepare-error-rate'
import { ActiveFilters } from '@/components/errors/active-filters'
import { BySwitch } from '@/components/errors/by-switch'
import { ErrorGroups } from '@/components/errors/error-groups'
import { ErrorRatePanel } from '@/components/errors/error-rate-panel'
import { loadErrorParams, shownWindow, type By } from '@/components/errors/params'
import { seriesHrefs, toFilters } from '@/components/errors/view'
import { CallsFreshness } from '@/components/shell/calls-freshness'
import { ConnectCalls } from '@/components/shell/connect-calls'
import { ExportButton } from '@/components/shell/export-button'
import type { ExportQuery } from '@/components/shell/export-href'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { viewHref } from '@/components/shell/view-href'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { may, requireUser } from '@/lib/auth'
import { readErrors, type ErrorsModel } from '@/lib/query/errors'
import { STEP_SECONDS } from '@/lib/query/call-window'
import { readFrame } from '@/lib/query/frame'
import { formatCount, formatShare } from '@/lib/format/number'

export const metadata: Metadata = { title: 'Errors' }

const TITLES: Record<By, string> = {
  code: 'Error rate, by code',
  route: 'Error rate, by route',
  caller: 'Error rate, by caller',
  status: 'Error rate, by status',
}

export default async function ErrorsPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const desk = loadDeskParams(search)
  const { applicationID, environment } = resolveScope(applications, desk)
  const { by, from, to, open, ...wanted } = loadErrorParams(search)
  const shown = shownWindow({ from, to }, desk.range, new Date())
  const filter = toFilters(wanted)
  const scope = { applicationID, environment, from: shown.from, to: shown.to }
  const model = await readErrors(user, { ...scope, groupBy: by, filter, open })
  const view = (changes: Record<string, string | null>) => viewHref('/errors', search, changes)
  const chart = prepareErrorRate({ points: model.points, series: model.series, by })
  if (!model.lastCallAt) return <Never />
  return (
    <Page
      title="Errors"
      lead={lead(chart.calls, chart.errors, model, filter.code !== undefined || filter.status !== undefined)}
      actions={
        <Actions lastCallAt={model.lastCallAt} query={{ ...filter, ...scope }} mayExport={may(user, 'export')} />
      }
    >
      <ActiveFilters
        filters={Object.entries(filter).map(([name, value]) => ({
          name,
          value: String(value),
          href: view({ [name]: null, open: null }),
        }))}
        zoom={shown.zoomed ? { ...shown, href: view({ from: null, to: null }) } : null}
      />
      <ErrorRatePanel
        title={TITLES[by]}
        chart={chart}
        stepMs={STEP_SECONDS[model.step] * 1000}
        rangeMs={shown.to.getTime() - shown.from.getTime()}
        hrefs={seriesHrefs(chart.series, by, filter, view)}
        zoomHrefs={model.points.map((point) => view(around(point, STEP_SECONDS[model.step] * 1000)))}
        controls={<BySwitch by={by} href={(option) => view({ by: option === 'code' ? null : option })} />}
      />
      <GroupsPanel
        model={model}
        calls={chart.calls}
        applications={new Map(applications.map((row) => [row.applicationID, row.name]))}
        view={view}
        link={(path) => withFrameParams(path, search)}
      />
    </Page>
  )
}

interface ActionsProps {
  lastCallAt: Date
  query: ExportQuery
  mayExport: boolean
}

function Actions({ lastCallAt, query, mayExport }: ActionsProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <CallsFreshness lastCallAt={lastCallAt} />
      <ExportButton
        list="errors"
        query={query}
        what="all groups of errors by code, route and caller that fit this time range and its filters"
        allowed={mayExport}
      />
    </div>
  )
}

interface GroupsPanelProps {
  model: ErrorsModel
  calls: number
  /** Names by application ID. */
  applications: ReadonlyMap<string, string>
  view: (changes: Record<string, string | null>) => string
  link: (path: string) => string
}

function GroupsPanel({ model, calls, applications, view, link }: GroupsPanelProps) {
  return (
    <Panel aria-labelledby="groups-title">
      <PanelHeader id="groups-title" title="By code, route and caller">
        {model.more && <span className="text-xs text-ink-3">the {model.groups.length} with the most errors</span>}
      </PanelHeader>
      {model.groups.length > 0 ? (
        <ErrorGroups
          groups={model.groups}
          samples={model.samples}
          applications={applications}
          view={view}
          link={link}
        />
      ) : (
        <EmptyState title={calls === 0 ? 'No call received' : 'No error fits'} className="py-12">
          {calls === 0
            ? 'Nothing was received here, so nothing can be said about errors.'
            : 'Calls were received, and none of them failed as these filters say.'}
        </EmptyState>
      )}
    </Panel>
  )
}

function Never() {
  return (
    <Page title="Errors" lead="What the platform answered your systems, by code, route and caller.">
      <ConnectCalls shows="The rate of 4xx and 5xx answers over time, and the groups that got worse, show here." />
    </Page>
  )
}

function lead(calls: number, errors: number, model: ErrorsModel, narrowed: boolean): string {
  if (calls === 0) return 'No call was received in this time range: no rate is known.'
  const worse = model.groups.filter(({ regressed }) => regressed).length
  const rate = `${formatShare(errors / calls)} of ${formatCount(calls)} calls failed${narrowed ? ' this way' : ''}`
  if (model.groups.length > 0 && model.groups.every(({ callsBefore }) => callsBefore === 0)) {
    return `${rate}; no calls of the time before are known to compare with.`
  }
  if (worse === 0) return `${rate}; no group is worse than in the time before.`
  return `${rate}; ${formatCount(worse)} ${worse === 1 ? 'group is' : 'groups are'} worse than in the time before.`
}

/** A step with three on each side: what led to it and what came of it. */
function around(point: Date, stepMs: number): { from: string; to: string } {
  const at = point.getTime()
  return { from: new Date(at - 3 * stepMs).toISOString(), to: new Date(at + 4 * stepMs).toISOString() }
}
