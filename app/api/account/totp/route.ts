import { beginTotp } from '@/lib/commands/begin-totp'
import { ProofSchema } from '@/lib/commands/prove-person'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'account', body: ProofSchema }, ({ principal, body }) => beginTotp(principal, body))

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
