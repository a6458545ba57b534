import { Flag } from 'lucide-react'
import type { Metadata } from 'next'
import { orFirstPage } from '@/app/(desk)/or-first-page'
import { FindingFilters } from '@/components/findings/finding-filters'
import { FindingTable } from '@/components/findings/finding-table'
import { causeOf, loadFindingParams, statusesOf, type FindingParams } from '@/components/findings/params'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { pageHref, Pager } from '@/components/shell/pager'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams, type Scope } from '@/components/shell/scope'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { requireUser } from '@/lib/auth'
import { listFindings, type FindingsQuery } from '@/lib/query/findings'
import { readFrame } from '@/lib/query/frame'

export const metadata: Metadata = { title: 'Findings' }

export default async function FindingsPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const params = loadFindingParams(search)
  const query = toQuery(params, resolveScope(applications, loadDeskParams(search)))
  const page = await orFirstPage(listFindings(user, query), params.cursor, pageHref('/findings', search, null))
  return (
    <Page title="Findings" lead="One condition with one cause on one subject. Those seen last come first.">
      <FindingFilters condition={params.condition} />
      <Panel>
        {page.data.length > 0 ? (
          <FindingTable findings={page.data} link={(path) => withFrameParams(path, search)} />
        ) : (
          <Nothing filtered={params.condition !== null || params.status !== 'unresolved'} />
        )}
      </Panel>
      <Pager
        first={params.cursor ? pageHref('/findings', search, null) : null}
        next={page.nextCursor ? pageHref('/findings', search, page.nextCursor) : null}
      />
    </Page>
  )
}

function toQuery(params: FindingParams, scope: Scope): FindingsQuery {
  const cause = causeOf(params)
  const statuses = statusesOf(params.status)
  return {
    environment: scope.environment,
    limit: 50,
    ...(scope.applicationID ? { applicationID: scope.applicationID } : {}),
    ...(params.condition ? { condition: params.condition } : {}),
    ...(cause ? { cause } : {}),
    ...(statuses ? { status: statuses } : {}),
    ...(params.cursor ? { cursor: params.cursor } : {}),
  }
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <EmptyState
      icon={<Flag />}
      title={filtered ? 'No finding fits these filters' : 'No open finding'}
      className="py-16"
    >
      {filtered
        ? 'Widen the status or the condition, or look at another application.'
        : 'Findings open by themselves within seconds of the event that makes them true, and resolve when it no longer holds.'}
    </EmptyState>
  )
}
