import { otherMethods, route } from '@/lib/http/route'
import { listNotificationDigests } from '@/lib/query/notifications'

export const GET = route({ action: 'notifications' }, ({ principal }) => listNotificationDigests(principal))

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
