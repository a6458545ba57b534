import { maskedText } from './sensitive-bytes'

/** Their values are IDs, times and digests, some of which look like a mobile number. */
const SIGNED_HEADER = /^x-al-(event-id|tenant-id|application-id|webhook-timestamp|webhook-signature)$/i

/** What a sender wrote into any other header may hold personal data. */
export function maskHeaders(headers: Record<string, string>): Record<string, string> {
  const masked = Object.entries(headers).map(([name, value]) => {
    return [name, SIGNED_HEADER.test(name) ? value : maskedText(value)] as const
  })
  return Object.fromEntries(masked)
}
