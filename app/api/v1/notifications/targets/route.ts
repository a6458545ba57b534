// One address lists (query) and adds (commands) targets.
/* eslint-disable desk/one-source */
import { addNotificationTarget } from '@/lib/commands/add-notification-target'
import { NewTargetSchema } from '@/lib/domain/notification-input'
import { otherMethods, route } from '@/lib/http/route'
import { listNotificationTargets } from '@/lib/query/notifications'

export const GET = route({ action: 'notifications' }, ({ principal }) => listNotificationTargets(principal))

export const POST = route({ action: 'notifications', body: NewTargetSchema }, async ({ principal, body }) => {
  const made = await addNotificationTarget(principal, body)
  const headers = { 'Cache-Control': 'no-store', Location: `/api/v1/notifications/targets/${made.targetID}` }
  return Response.json(made, { status: 201, headers })
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
