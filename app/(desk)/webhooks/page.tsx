import { Webhook } from 'lucide-react'
import type { Metadata } from 'next'
import { orFirstPage } from '@/app/(desk)/or-first-page'
import { Page } from '@/components/shell/page'
import type { ScreenProps } from '@/components/shell/page-props'
import { pageHref, Pager } from '@/components/shell/pager'
import { loadDeskParams } from '@/components/shell/params'
import { resolveScope, withFrameParams, type Scope } from '@/components/shell/scope'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { DeliveryFilters } from '@/components/webhooks/delivery-filters'
import { DeliveryTable } from '@/components/webhooks/delivery-table'
import { loadDeliveryParams, type DeliveryParams } from '@/components/webhooks/params'
import { requireUser } from '@/lib/auth'
import { rangeLabel, rangeMs, type Range } from '@/lib/format/range'
import { listDeliveries, type DeliveriesQuery } from '@/lib/query/deliveries'
import { readFrame } from '@/lib/query/frame'

export const metadata: Metadata = { title: 'Webhooks' }

export default async function WebhooksPage({ searchParams }: ScreenProps) {
  const user = await requireUser()
  const search = await searchParams
  const { applications } = await readFrame(user)
  const desk = loadDeskParams(search)
  const scope = resolveScope(applications, desk)
  const params = loadDeliveryParams(search)
  const query = toQuery(params, scope, new Date(), desk.range)
  const page = await orFirstPage(listDeliveries(user, query), params.cursor, pageHref('/webhooks', search, null))
  const names = new Map(applications.map((application) => [application.applicationID, application.name]))
  return (
    <Page title="Webhooks" lead="Every delivery as it arrived, with the verdict on its signature. The newest first.">
      <DeliveryFilters />
      <Panel>
        {page.data.length > 0 ? (
          <DeliveryTable deliveries={page.data} applications={names} link={(path) => withFrameParams(path, search)} />
        ) : (
          <Nothing filtered={params.verdict !== null || params.cause !== null} range={desk.range} />
        )}
      </Panel>
      <Pager
        first={params.cursor ? pageHref('/webhooks', search, null) : null}
        next={page.nextCursor ? pageHref('/webhooks', search, page.nextCursor) : null}
      />
    </Page>
  )
}

function toQuery(params: DeliveryParams, scope: Scope, now: Date, range: Range): DeliveriesQuery {
  return {
    from: new Date(now.getTime() - rangeMs(range)),
    limit: 50,
    environment: scope.environment,
    ...(scope.applicationID ? { applicationID: scope.applicationID } : {}),
    ...(params.verdict ? { verdict: params.verdict } : {}),
    ...(params.cause ? { cause: params.cause } : {}),
    ...(params.cursor ? { cursor: params.cursor } : {}),
  }
}

function Nothing({ filtered, range }: { filtered: boolean; range: Range }) {
  return (
    <EmptyState
      icon={<Webhook />}
      title={filtered ? 'No delivery fits these filters' : `No webhook received in the last ${rangeLabel(range)}`}
      className="py-16"
    >
      {filtered ? (
        'Widen the verdict, the cause or the time range.'
      ) : (
        <>
          That is silence, not health. Point the platform’s webhooks at{' '}
          <code className="mono">/api/webhooks/platform</code>, or widen the time range.
        </>
      )}
    </EmptyState>
  )
}
