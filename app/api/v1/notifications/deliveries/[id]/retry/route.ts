// The shape of the path stands with what reads it.
/* eslint-disable desk/one-source */
import { retryNotification } from '@/lib/commands/retry-notification'
import { otherMethods, route } from '@/lib/http/route'
import { NotificationParamsSchema } from '@/lib/query/notifications'

export const POST = route(
  { action: 'notifications', params: NotificationParamsSchema },
  async ({ principal, params }) => {
    const queued = await retryNotification(principal, params.id)
    return Response.json(queued, { status: 202, headers: { 'Cache-Control': 'no-store' } })
  },
)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
