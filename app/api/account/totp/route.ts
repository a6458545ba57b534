import { beginTotp } from '@/lib/commands/begin-totp'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'account' }, ({ principal }) => beginTotp(principal))

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
