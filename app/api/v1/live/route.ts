import { otherMethods, route } from '@/lib/http/route'
import { LiveQuerySchema, openLiveStream } from '@/lib/query/live'

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Nobody on the way may hold it back to compress or to store it.
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
}

export const GET = route(
  { action: 'read', query: LiveQuerySchema },
  async ({ principal, query, request }) =>
    new Response(openLiveStream(principal, query, request.signal), { headers: HEADERS }),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
