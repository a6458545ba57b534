import { z } from 'zod'
import { revealDelivery, RevealDeliverySchema } from '@/lib/commands/reveal-delivery'
import { otherMethods, route } from '@/lib/http/route'

const params = z.object({ deliveryID: z.string().min(1).max(500) })
const query = z.object({ applicationID: z.guid({ error: 'must be the UUID of an application' }).optional() })

export const POST = route(
  { action: 'bytes', params, query, body: RevealDeliverySchema },
  ({ principal, params: { deliveryID }, query: { applicationID }, body }) =>
    revealDelivery(principal, { deliveryID, applicationID }, body),
)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
