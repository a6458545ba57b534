// One address reads (query) and saves (commands) views.
/* eslint-disable desk/one-source */
import { saveView } from '@/lib/commands/save-view'
import { SaveViewSchema } from '@/lib/commands/saved-view-rules'
import { etagOf } from '@/lib/http/etag'
import { otherMethods, route } from '@/lib/http/route'
import { listViews, readView, ViewsQuerySchema } from '@/lib/query/views'

export const GET = route({ action: 'read', query: ViewsQuerySchema }, ({ principal, query }) =>
  listViews(principal, query),
)

export const POST = route({ action: 'read', body: SaveViewSchema }, async ({ principal, body }) => {
  const { viewID } = await saveView(principal, body)
  const view = await readView(principal, viewID)
  const headers = { 'Cache-Control': 'no-store', ETag: etagOf(view.revision), Location: `/api/v1/views/${viewID}` }
  return Response.json(view, { status: 201, headers })
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
