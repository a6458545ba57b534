import type { Metadata } from 'next'
import Link from 'next/link'
import { loadZoomParams, zoomOf } from '@/components/errors/params'
import { FindingInbox } from '@/components/findings/finding-inbox'
import { IncidentList } from '@/components/findings/incident-list'
import type { InboxFilter } from '@/components/findings/inbox-filter'
import { causeOf, loadFindingParams, statusesOf, type FindingParams } from '@/components/findings/params'
import { StatusTabs } from '@/components/findings/status-tabs'
import { ExportButton } from '@/components/shell/export-button'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams, type Scope } from '@/components/shell/scope'
import { ViewBar } from '@/components/shell/view-bar'
import { Button } from '@/components/ui/button'
import { requireUser } from '@/lib/auth'
import { FindingSelectionSchema } from '@/lib/domain/finding-filter'
import { readInbox } from '@/lib/query/finding-groups'
import { readOpenIncidents } from '@/lib/query/incidents'
import { readFrame } from '@/lib/query/frame'
import { listPeople } from '@/lib/query/people'
import { readSession } from '@/lib/query/session'
import { listViews } from '@/lib/query/views'

export const metadata: Metadata = { title: 'Findings' }

export default async function FindingsPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const [{ applications }, people, views] = await Promise.all([
    readFrame(user),
    listPeople(user),
    listViews(user, { screen: 'findings' }),
  ])
  const { triage: mayTriage, export: mayExport } = readSession(user).may
  const params = loadFindingParams(search)
  const desk = loadDeskParams(search)
  const filter = toFilter(params, resolveScope(applications, desk), user.email)
  const { applicationID, environment } = filter
  const part = zoomOf(loadZoomParams(search))
  const [{ groups, counts }, { incidents, total }] = await Promise.all([
    readInbox(user, { ...filter, range: desk.range, ...part }),
    readOpenIncidents(user, { applicationID, environment }),
  ])
  return (
    <Page
      title="Findings"
      lead="What detection found, by condition and cause. It opens and resolves by evidence; you say what is in hand."
      actions={<Actions filter={filter} mayExport={mayExport} jobsHref={withFrameParams('/jobs', search)} />}
    >
      <ViewBar screen="findings" views={views.data} canShare={mayTriage} />
      <IncidentList
        incidents={incidents}
        total={total}
        link={(path) => withFrameParams(path, search)}
        query={{ applicationID, environment, status: 'open' }}
        mayExport={mayExport}
      />
      <StatusTabs counts={counts} />
      <FindingInbox
        groups={groups}
        filter={filter}
        listKey={JSON.stringify([filter, desk.range, part])}
        people={people.data.map(({ email }) => email)}
        me={user.email}
        mayTriage={mayTriage}
        isFiltered={isFiltered(params)}
      />
    </Page>
  )
}

function Actions({ filter, mayExport, jobsHref }: { filter: InboxFilter; mayExport: boolean; jobsHref: string }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <ExportButton list="findings" query={filter} what="all findings that fit these filters" allowed={mayExport} />
      <Button asChild variant="quiet">
        <Link href={jobsHref}>Jobs</Link>
      </Button>
    </div>
  )
}

/** An old link with a value that is no longer known must not fail: such a value is passed over. */
function toFilter(params: FindingParams, scope: Scope, me: string): InboxFilter {
  const wanted = {
    environment: scope.environment,
    applicationID: scope.applicationID ?? undefined,
    status: statusesOf(params.status),
    condition: params.condition ?? undefined,
    cause: causeOf(params) ?? undefined,
    assignee: params.assignee?.slice(0, 254) || undefined,
    mentions: params.mentions === 'me' ? me : undefined,
    q: params.q?.trim().slice(0, 200) || undefined,
  }
  const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined))
  return FindingSelectionSchema.omit({ findingIDs: true, groups: true }).parse(given)
}

function isFiltered({ status, condition, cause, assignee, mentions, q }: FindingParams): boolean {
  return status !== 'open' || [condition, cause, assignee, mentions, q].some((value) => value !== null)
}
