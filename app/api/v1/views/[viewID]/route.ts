// One address reads (query) and changes (commands) a view.
/* eslint-disable desk/one-source */
import { changeView } from '@/lib/commands/change-view'
import { deleteView } from '@/lib/commands/delete-view'
import { ChangeViewSchema } from '@/lib/commands/saved-view-rules'
import { answerDetail, etagOf, revisionOf } from '@/lib/http/etag'
import { answer, otherMethods, route } from '@/lib/http/route'
import { readView, ViewParamsSchema } from '@/lib/query/views'

export const GET = route({ action: 'read', params: ViewParamsSchema }, async ({ principal, params, request }) => {
  const view = await readView(principal, params.viewID)
  return answerDetail(request, view, etagOf(view.revision))
})

export const PATCH = route(
  { action: 'read', params: ViewParamsSchema, body: ChangeViewSchema },
  async ({ principal, params, body, request }) => {
    await changeView(principal, params.viewID, body, revisionOf(request))
    const view = await readView(principal, params.viewID)
    return answer(view, { ETag: etagOf(view.revision) })
  },
)

export const DELETE = route({ action: 'read', params: ViewParamsSchema }, async ({ principal, params }) => {
  await deleteView(principal, params.viewID)
  return new Response(null, { status: 204 })
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
