import { Bug, Webhook } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { orFirstPage } from '@/app/(desk)/or-first-page'
import { ExportButton } from '@/components/shell/export-button'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { pageHref, Pager } from '@/components/shell/pager'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams, type Scope } from '@/components/shell/scope'
import { ViewBar } from '@/components/shell/view-bar'
import { viewHref } from '@/components/shell/view-href'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { DeliveryFilters } from '@/components/webhooks/delivery-filters'
import { DeliveryTable } from '@/components/webhooks/delivery-table'
import { FailureGroups } from '@/components/webhooks/failure-groups'
import { loadDeliveryParams, shownTime, type DeliveryParams, type ShownTime } from '@/components/webhooks/params'
import { ReworkDialog } from '@/components/webhooks/rework-dialog'
import { may, requireUser, type Principal } from '@/lib/auth'
import { listDeliveries, type DeliveriesQuery } from '@/lib/query/deliveries'
import { readDeliveryFailures, type FailureGroup } from '@/lib/query/delivery-failures'
import { readFrame } from '@/lib/query/frame'
import { listViews } from '@/lib/query/views'

export const metadata: Metadata = { title: 'Webhooks' }

export default async function WebhooksPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const desk = loadDeskParams(search)
  const scope = resolveScope(applications, desk)
  const params = loadDeliveryParams(search)
  const time = shownTime(params, desk.range, new Date())
  const query = toQuery(params, scope, time)
  const [page, failures, views] = await Promise.all([
    orFirstPage(listDeliveries(user, query), params.cursor, pageHref('/webhooks', search, null)),
    readDeliveryFailures(user, { ...scope, from: time.from, to: time.to }),
    listViews(user, { screen: 'webhooks' }),
  ])
  const names = new Map(applications.map((application) => [application.applicationID, application.name]))
  const link = (path: string) => withFrameParams(path, search)
  const hrefOf = (group: FailureGroup) => viewHref('/webhooks', search, narrowedTo(group))
  return (
    <Page
      title="Webhooks"
      lead="Every delivery as it arrived, with the verdict on its signature. The newest first."
      actions={<Actions debuggerHref={link('/webhooks/debugger')} {...{ params, scope, time, user }} />}
    >
      <ViewBar screen="webhooks" views={views.data} canShare={may(user, 'triage')} />
      <FailureGroups failures={failures} within={time.words} hrefOf={hrefOf} link={link} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <DeliveryFilters />
        <Rework filter={toFilter(params, scope, time)} refused={may(user, 'reprocess') ? null : REFUSED} />
      </div>
      <Panel>
        {page.data.length > 0 ? (
          <DeliveryTable deliveries={page.data} applications={names} link={link} />
        ) : (
          <Nothing filtered={isFiltered(params)} within={time.words} />
        )}
      </Panel>
      <Pager
        first={params.cursor ? pageHref('/webhooks', search, null) : null}
        next={page.nextCursor ? pageHref('/webhooks', search, page.nextCursor) : null}
      />
    </Page>
  )
}

const REFUSED = 'Engineers and admins may do this.'

interface ActionsProps {
  debuggerHref: string
  params: DeliveryParams
  scope: Scope
  time: ShownTime
  user: Principal
}

function Actions({ debuggerHref, params, scope, time, user }: ActionsProps) {
  const { verdict, cause, source, processing } = params
  return (
    <div className="flex flex-wrap items-center gap-2">
      <ExportButton
        list="deliveries"
        query={{ verdict, cause, source, processing, ...scopeQuery(scope), from: time.from, to: time.to }}
        what={`all deliveries ${time.words} that fit these filters`}
        allowed={may(user, 'export')}
      />
      <Debugger href={debuggerHref} />
    </div>
  )
}

/** `name` is for people. */
const scopeQuery = ({ applicationID, environment }: Scope) => ({ applicationID, environment })

function Debugger({ href }: { href: string }) {
  return (
    <Button asChild size="md">
      <Link href={href}>
        <Bug aria-hidden /> Signature debugger
      </Link>
    </Button>
  )
}

function Rework({ filter, refused }: { filter: Record<string, unknown>; refused: string | null }) {
  return (
    <div role="group" aria-label="All that match" className="flex flex-wrap items-center gap-2">
      <span className="text-xs text-ink-3">All that match:</span>
      <ReworkDialog kind="reverify" target={{ filter }} label="Re-verify" refused={refused} />
      <ReworkDialog kind="reprocess" target={{ filter }} label="Re-process" refused={refused} />
    </div>
  )
}

function narrowedTo({ cause, verdict }: FailureGroup): Record<string, string | null> {
  return { cause, verdict: cause === null ? verdict : null, source: null, processing: null }
}

function isFiltered({ verdict, cause, source, processing }: DeliveryParams): boolean {
  return [verdict, cause, source, processing].some((value) => value !== null)
}

function toQuery(params: DeliveryParams, scope: Scope, time: ShownTime): DeliveriesQuery {
  return {
    from: time.from,
    ...(time.chosen ? { to: time.to } : {}),
    limit: 50,
    environment: scope.environment,
    ...(scope.applicationID ? { applicationID: scope.applicationID } : {}),
    ...(params.verdict ? { verdict: params.verdict } : {}),
    ...(params.cause ? { cause: params.cause } : {}),
    ...(params.source ? { source: params.source } : {}),
    ...(params.processing ? { processing: params.processing } : {}),
    ...(params.cursor ? { cursor: params.cursor } : {}),
  }
}

/** The same as the body of a request, whatever page is open. */
function toFilter(params: DeliveryParams, scope: Scope, time: ShownTime): Record<string, unknown> {
  const { cursor: _page, limit: _size, verdict, ...query } = toQuery(params, scope, time)
  const { from, to } = time
  return { ...query, from: from.toISOString(), to: to.toISOString(), ...(verdict ? { verdict: [verdict] } : {}) }
}

function Nothing({ filtered, within }: { filtered: boolean; within: string }) {
  return (
    <EmptyState
      icon={<Webhook />}
      title={filtered ? 'No delivery fits these filters' : `No webhook received ${within}`}
      className="py-16"
    >
      {filtered ? (
        'Widen the verdict, the cause, the source, the processing or the time range.'
      ) : (
        <>
          That is silence, not health. Point the platform’s webhooks at{' '}
          <code className="mono">/api/webhooks/platform</code>, or widen the time range.
        </>
      )}
    </EmptyState>
  )
}
