import { isPersonalKey } from './personal-keys'
import { maskedText } from './sensitive-bytes'

/** Their values are IDs, times and digests, some of which look like a mobile number. */
const SIGNED_HEADER = /^x-al-(event-id|tenant-id|application-id|webhook-timestamp|webhook-signature)$/i

/** What a sender wrote into any other header may hold personal data. */
export function maskHeaders(headers: Record<string, string>): Record<string, string> {
  const masked = Object.entries(headers).map(([name, value]) => {
    return [name, SIGNED_HEADER.test(name) ? value : publicValue(name, value)] as const
  })
  return Object.fromEntries(masked)
}

const PRODUCT = /[\w.-]+\/[\w.+-]+/g
const ONE_WORD = /^[\w.-]{1,60}$/
const HIDDEN = '••••'

function publicValue(name: string, value: string): string {
  if (isPersonalKey(name.replace(/^x-/i, ''))) return HIDDEN
  const masked = maskedText(value)
  return /^user-agent$/i.test(name) && !ONE_WORD.test(masked) ? productsOf(masked) : masked
}

/** `name/version` tells the sender's software; any other words there are somebody's own. */
function productsOf(agent: string): string {
  return agent.match(PRODUCT)?.join(' ') ?? HIDDEN
}
