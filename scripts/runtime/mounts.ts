import { POST as takeApiCalls } from '@/app/api/ingest/api-calls/route'
import { POST as takeDeliveries } from '@/app/api/ingest/deliveries/route'
import { POST as takeTraces } from '@/app/api/ingest/otlp/v1/traces/route'
import { mountedRoute, type Mount } from '@/lib/http/mount'
import { mountedReceiver } from '@/lib/http/received-webhook'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'

/** What the server answers itself, before Next sees it. Each path is a route of Next's, too. */
export const mounts: Mount[] = [
  { path: '/api/webhooks/platform', post: mountedReceiver(receiveWebhook) },
  { path: '/api/ingest/api-calls', post: mountedRoute(takeApiCalls) },
  { path: '/api/ingest/otlp/v1/traces', post: mountedRoute(takeTraces) },
  { path: '/api/ingest/deliveries', post: mountedRoute(takeDeliveries) },
]
