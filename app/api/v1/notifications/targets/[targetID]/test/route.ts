// The shape of the path stands with what reads it.
/* eslint-disable desk/one-source */
import { testNotificationTarget } from '@/lib/commands/test-notification-target'
import { otherMethods, route } from '@/lib/http/route'
import { TargetParamsSchema } from '@/lib/query/notifications'

export const POST = route({ action: 'notifications', params: TargetParamsSchema }, async ({ principal, params }) => {
  const queued = await testNotificationTarget(principal, params.targetID)
  return Response.json(queued, { status: 202, headers: { 'Cache-Control': 'no-store' } })
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
