// One address reads (query) and changes (commands) a target.
/* eslint-disable desk/one-source */
import { changeNotificationTarget } from '@/lib/commands/change-notification-target'
import { deleteNotificationTarget } from '@/lib/commands/delete-notification-target'
import { TargetChangeSchema } from '@/lib/domain/notification-input'
import { answerDetail } from '@/lib/http/etag'
import { otherMethods, route } from '@/lib/http/route'
import { readNotificationTarget, TargetParamsSchema } from '@/lib/query/notifications'

export const GET = route(
  { action: 'notifications', params: TargetParamsSchema },
  async ({ principal, params, request }) =>
    answerDetail(request, await readNotificationTarget(principal, params.targetID)),
)

export const PATCH = route(
  { action: 'notifications', params: TargetParamsSchema, body: TargetChangeSchema },
  async ({ principal, params, body }) => {
    await changeNotificationTarget(principal, params.targetID, body)
    return readNotificationTarget(principal, params.targetID)
  },
)

export const DELETE = route({ action: 'notifications', params: TargetParamsSchema }, async ({ principal, params }) => {
  await deleteNotificationTarget(principal, params.targetID)
  return new Response(null, { status: 204 })
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
