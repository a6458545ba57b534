import { debugSignature } from '@/lib/commands/debug-signature'
import { PastedDeliverySchema } from '@/lib/domain/pasted-delivery'
import { readJSON } from '@/lib/http/body'
import { badInput } from '@/lib/http/errors'
import { otherMethods, route } from '@/lib/http/route'

/** 1 MiB as hex or as escaped text, and the rest. */
const BODY_MAX = 7 * 1024 * 1024

/** Parsed here and not by the wrapper: pasted bytes are larger than other bodies, and may hold what no database text may. */
export const POST = route({ action: 'debug' }, async ({ principal, request }) => {
  const parsed = PastedDeliverySchema.safeParse(await readJSON(request, BODY_MAX))
  if (!parsed.success) throw badInput('body', parsed.error)
  return debugSignature(principal, parsed.data)
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
