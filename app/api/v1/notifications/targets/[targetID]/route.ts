// One address reads (query) and changes (commands) a target.
/* eslint-disable desk/one-source */
import { changeNotificationTarget } from '@/lib/commands/change-notification-target'
import { deleteNotificationTarget } from '@/lib/commands/delete-notification-target'
import { TargetChangeSchema } from '@/lib/domain/notification-input'
import { answerDetail, etagOf, revisionOf } from '@/lib/http/etag'
import { answer, otherMethods, route } from '@/lib/http/route'
import { readNotificationTarget, TargetParamsSchema } from '@/lib/query/notifications'

export const GET = route(
  { action: 'notifications', params: TargetParamsSchema },
  async ({ principal, params, request }) => {
    const target = await readNotificationTarget(principal, params.targetID)
    return answerDetail(request, target, etagOf(target.revision))
  },
)

export const PATCH = route(
  { action: 'notifications', params: TargetParamsSchema, body: TargetChangeSchema },
  async ({ principal, params, body, request }) => {
    await changeNotificationTarget(principal, params.targetID, body, revisionOf(request))
    const target = await readNotificationTarget(principal, params.targetID)
    return answer(target, { ETag: etagOf(target.revision) })
  },
)

export const DELETE = route({ action: 'notifications', params: TargetParamsSchema }, async ({ principal, params }) => {
  await deleteNotificationTarget(principal, params.targetID)
  return new Response(null, { status: 204 })
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
