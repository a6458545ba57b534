import { revealBorrowerField, RevealBorrowerFieldSchema } from '@/lib/commands/reveal-borrower-field'
import { otherMethods, route } from '@/lib/http/route'

export const POST = route({ action: 'reveal', body: RevealBorrowerFieldSchema }, ({ principal, body }) =>
  revealBorrowerField(principal, body),
)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
