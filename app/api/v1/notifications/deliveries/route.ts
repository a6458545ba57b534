import { otherMethods, route } from '@/lib/http/route'
import { listNotifications, NotificationsQuerySchema } from '@/lib/query/notifications'

export const GET = route({ action: 'notifications', query: NotificationsQuerySchema }, ({ principal, query }) =>
  listNotifications(principal, query),
)

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
