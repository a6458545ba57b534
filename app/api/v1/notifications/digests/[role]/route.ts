// The answer of the change (commands) is the list (query).
/* eslint-disable desk/one-source */
import { DigestSchema } from '@/lib/domain/notification-input'
import { setNotificationDigest } from '@/lib/commands/set-notification-digest'
import { etagOf, revisionOf } from '@/lib/http/etag'
import { answer, otherMethods, route } from '@/lib/http/route'
import { DigestParamsSchema, listNotificationDigests } from '@/lib/query/notifications'

export const PUT = route(
  { action: 'notifications', params: DigestParamsSchema, body: DigestSchema },
  async ({ principal, params, body, request }) => {
    await setNotificationDigest(principal, params.role, body, revisionOf(request))
    const list = await listNotificationDigests(principal)
    const revision = list.data.find(({ role }) => role === params.role)?.revision ?? 0
    return answer(list, { ETag: etagOf(revision) })
  },
)

export const { GET, POST, PATCH, DELETE } = otherMethods('PUT')
