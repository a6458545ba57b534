import type { Metadata } from 'next'
import { loadZoomParams, zoomOf } from '@/components/errors/params'
import { IncidentLine } from '@/components/findings/incident-detail'
import { ErrorRatePanel } from '@/components/overview/error-rate-panel'
import { FindingsChartPanel } from '@/components/overview/findings-chart-panel'
import { FindingsPanel } from '@/components/overview/findings-panel'
import { FreshnessLine, Headline } from '@/components/overview/headline'
import { HotspotsPanel } from '@/components/overview/hotspots-panel'
import { NotConnected } from '@/components/overview/not-connected'
import { overviewSentence } from '@/components/overview/sentence'
import { SignaturePanel } from '@/components/overview/signature-panel'
import { StuckPanel } from '@/components/overview/stuck-panel'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams } from '@/components/shell/scope'
import { applicationScope, requireUser } from '@/lib/auth'
import { readFrame } from '@/lib/query/frame'
import { readOpenIncidents } from '@/lib/query/incidents'
import { readOverview } from '@/lib/query/overview'

export const metadata: Metadata = { title: 'Overview' }

const NOTHING_GRANTED = 'With an application, this says which journeys are stuck, and whose move it is.'

export default async function OverviewPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  if (applicationScope(user)?.length === 0) return <Page title="Nothing to show you yet" lead={NOTHING_GRANTED} />
  const search = await searchParams
  const params = loadDeskParams(search)
  const { applications } = await readFrame(user)
  const { applicationID, environment } = resolveScope(applications, params)
  const [model, { incidents }] = await Promise.all([
    readOverview(user, {
      applicationID,
      environment,
      range: params.range,
      part: zoomOf(loadZoomParams(search)),
      now: new Date(),
    }),
    readOpenIncidents(user, { applicationID: applicationID ?? undefined, environment }, 0),
  ])
  const link = (path: string) => withFrameParams(path, search)
  return (
    <Page>
      <div className="flex flex-col gap-1.5">
        <Headline parts={overviewSentence(model)} link={link} />
        <IncidentLine incidents={incidents} link={link} />
        <FreshnessLine freshness={model.freshness} lastCallAt={model.calls.lastAt} />
      </div>
      <div className="mt-1 grid gap-4 lg:grid-cols-2">
        <StuckPanel model={model} link={link} />
        {model.calls.lastAt ? (
          <ErrorRatePanel calls={model.calls} link={link} />
        ) : (
          <NotConnected title="Error rate, by code" href={link('/errors')}>
            No rate is drawn from nothing: connect an exporter, and errors show by code.
          </NotConnected>
        )}
        <SignaturePanel model={model} link={link} />
        {model.calls.lastAt ? (
          <HotspotsPanel calls={model.calls} link={link} />
        ) : (
          <NotConnected title="429 hotspots" href={link('/rate-limits')}>
            Which caller runs into limits on which route shows once calls arrive.
          </NotConnected>
        )}
      </div>
      <FindingsPanel model={model} link={link} />
      <FindingsChartPanel model={model} />
    </Page>
  )
}
