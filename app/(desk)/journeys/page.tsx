import type { Metadata } from 'next'
import { FilterBar } from '@/components/journeys/filter-bar'
import { JourneysTable } from '@/components/journeys/journeys-table'
import { NoJourneys } from '@/components/journeys/no-journeys'
import { Pager } from '@/components/journeys/pager'
import { journeyQuery, loadJourneyParams } from '@/components/journeys/params'
import { ExportButton } from '@/components/shell/export-button'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope } from '@/components/shell/scope'
import { ViewBar } from '@/components/shell/view-bar'
import { Panel } from '@/components/ui/panel'
import { may, requireUser, type Principal } from '@/lib/auth'
import { DeskError } from '@/lib/errors'
import { readFrame } from '@/lib/query/frame'
import { listJourneys, listLenders, VIEW_COUNT_CAP, type JourneyPage, type JourneyQuery } from '@/lib/query/journeys'
import { listViews } from '@/lib/query/views'

export const metadata: Metadata = { title: 'Journeys' }

export default async function JourneysPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const params = loadJourneyParams(search)
  const { applications } = await readFrame(user)
  const { applicationID, environment } = resolveScope(applications, loadDeskParams(search))
  const scope = { environment, ...(applicationID ? { applicationID } : {}) }
  const query = journeyQuery(params)
  const [page, views, lenders] = await Promise.all([
    readPage(user, { ...query, ...scope }),
    listViews(user, { screen: 'journeys', ...scope }),
    listLenders(user, scope),
  ])
  return (
    <Page
      title="Journeys"
      actions={
        <ExportButton
          list="journeys"
          query={{ ...query, ...scope }}
          what="all journeys that fit this view and its filters"
          allowed={may(user, 'export')}
        />
      }
    >
      <ViewBar
        screen="journeys"
        views={views.data}
        shown={page.data.length}
        cap={VIEW_COUNT_CAP}
        canShare={may(user, 'triage')}
      />
      <FilterBar lenders={lenders} />
      <Panel>
        {page.data.length > 0 ? (
          <JourneysTable rows={page.data} listKey={JSON.stringify([query, scope])} />
        ) : (
          <NoJourneys anyJourney={(views.data.find((view) => view.id === 'all')?.count ?? 1) > 0} />
        )}
        <Pager shown={page.data.length} previous={page.previousCursor} next={page.nextCursor} />
      </Panel>
    </Page>
  )
}

/** A cursor that does not belong here (an old link, another sort) starts the list again. */
async function readPage(user: Principal, query: JourneyQuery): Promise<JourneyPage> {
  try {
    return await listJourneys(user, query)
  } catch (error) {
    if (!(error instanceof DeskError) || error.code !== 'BAD_REQUEST' || !query.cursor) throw error
    return listJourneys(user, { ...query, cursor: undefined })
  }
}
