import type { Metadata } from 'next'
import { FilterBar } from '@/components/journeys/filter-bar'
import { JourneysTable } from '@/components/journeys/journeys-table'
import { NoJourneys } from '@/components/journeys/no-journeys'
import { Pager } from '@/components/journeys/pager'
import { journeyQuery, loadJourneyParams } from '@/components/journeys/params'
import { ViewTabs } from '@/components/journeys/view-tabs'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope } from '@/components/shell/scope'
import { Panel } from '@/components/ui/panel'
import { requireUser, type Principal } from '@/lib/auth'
import { DeskError } from '@/lib/errors'
import { readFrame } from '@/lib/query/frame'
import {
  countJourneyViews,
  listJourneys,
  listLenders,
  VIEW_COUNT_CAP,
  type JourneyPage,
  type JourneyQuery,
} from '@/lib/query/journeys'

export const metadata: Metadata = { title: 'Journeys' }

export default async function JourneysPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const params = loadJourneyParams(search)
  const { applications } = await readFrame(user)
  const { applicationID, environment } = resolveScope(applications, loadDeskParams(search))
  const scope = { environment, ...(applicationID ? { applicationID } : {}) }
  const query = journeyQuery(params)
  const [page, counts, lenders] = await Promise.all([
    readPage(user, { ...query, ...scope }),
    countJourneyViews(user, scope),
    listLenders(user, scope),
  ])
  return (
    <Page title="Journeys">
      <ViewTabs counts={counts} cap={VIEW_COUNT_CAP} />
      <FilterBar lenders={lenders} />
      <Panel>
        {page.data.length > 0 ? (
          <JourneysTable rows={page.data} listKey={JSON.stringify([query, scope])} />
        ) : (
          <NoJourneys anyJourney={counts.all > 0} />
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
