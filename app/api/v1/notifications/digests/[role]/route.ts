// The answer of the change (commands) is the list (query).
/* eslint-disable desk/one-source */
import { DigestSchema } from '@/lib/domain/notification-input'
import { setNotificationDigest } from '@/lib/commands/set-notification-digest'
import { otherMethods, route } from '@/lib/http/route'
import { DigestParamsSchema, listNotificationDigests } from '@/lib/query/notifications'

export const PUT = route(
  { action: 'notifications', params: DigestParamsSchema, body: DigestSchema },
  async ({ principal, params, body }) => {
    await setNotificationDigest(principal, params.role, body)
    return listNotificationDigests(principal)
  },
)

export const { GET, POST, PATCH, DELETE } = otherMethods('PUT')
