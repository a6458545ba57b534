import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
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
import { requireUser } from '@/lib/auth'
import { DeskError } from '@/lib/errors'
import { readFrame } from '@/lib/query/frame'
import { countJourneyViews, listJourneys, listLenders, VIEW_COUNT_CAP, type JourneyPage } from '@/lib/query/journeys'

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
    listJourneys(user, { ...query, ...scope }).catch(withoutCursor(search)),
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
function withoutCursor(search: Record<string, string | string[] | undefined>) {
  return (error: unknown): JourneyPage => {
    if (!(error instanceof DeskError) || error.code !== 'BAD_REQUEST' || !search.cursor) throw error
    const rest = new URLSearchParams()
    for (const [key, value] of Object.entries(search)) {
      if (key !== 'cursor' && typeof value === 'string') rest.set(key, value)
    }
    redirect(`/journeys?${rest}`)
  }
}
