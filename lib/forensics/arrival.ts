import type { Verdict } from '@/lib/domain/vocabulary'
import { WEBHOOK_HEADERS } from '@/lib/platform/contract'
import { isSignatureWellFormed, parseWebhookTimestamp } from '@/lib/platform/signature'
import type { KeyVariant } from './keys'
import { Mac } from './mac'

/** What arrived is worth by the active secrets. An explanation never changes it. */

export interface ArrivalInput {
  headers: Record<string, string>
  body: Uint8Array
  receivedAt?: Date
  toleranceMs?: number
}

export interface Arrival {
  verdict: Verdict
  /** Headers that are not there. */
  missing: string[]
  /** Headers that name something else than the body. */
  differing: string[]
  /** The active secret that yields the signature as it came. */
  verifiedBy: KeyVariant | null
  /** Of the time of arrival over the timestamp, where it is beyond the tolerance. */
  lateByMs: number | null
  isTimestampReadable: boolean
}

const NAMES = Object.values(WEBHOOK_HEADERS)
const TOLERANCE_MS = 5 * 60_000
const HINTS = [
  [WEBHOOK_HEADERS.eventID, 'event_id'],
  [WEBHOOK_HEADERS.tenantID, 'tenant_id'],
  [WEBHOOK_HEADERS.applicationID, 'application_id'],
] as const

export function judgeArrival(input: ArrivalInput, active: readonly KeyVariant[]): Arrival {
  const { headers } = input
  const missing = NAMES.filter((name) => !headers[name])
  const timestamp = headers[WEBHOOK_HEADERS.timestamp] ?? ''
  const signature = headers[WEBHOOK_HEADERS.signature] ?? ''
  const at = parseWebhookTimestamp(timestamp)
  const isComparable = timestamp !== '' && isSignatureWellFormed(signature)
  const [mac, body] = [new Mac(), Buffer.from(input.body)]
  const verifiedBy = isComparable
    ? active.find(({ key }) => mac.digest(key, `${timestamp}.`, body, '') === signature)
    : undefined
  const differing = verifiedBy ? differingHeaders(headers, bodyFields(input.body)) : []
  const lateBy = at && input.receivedAt ? input.receivedAt.getTime() - at.getTime() : 0
  const isOutside = Math.abs(lateBy) > (input.toleranceMs ?? TOLERANCE_MS)
  const found = { missing, differing, verifiedBy: verifiedBy ?? null, isTimestampReadable: at !== null }
  const arrival = { ...found, lateByMs: isOutside ? lateBy : null }
  return { ...arrival, verdict: verdictOf(arrival, isSignatureWellFormed(signature)) }
}

function verdictOf(arrival: Omit<Arrival, 'verdict'>, isWellFormed: boolean): Verdict {
  if (arrival.missing.length > 0) return 'header-missing'
  if (!arrival.isTimestampReadable || !isWellFormed) return 'signature-malformed'
  if (!arrival.verifiedBy) return 'signature-mismatch'
  if (arrival.differing.length > 0) return 'header-mismatch'
  return arrival.lateByMs === null ? 'verified' : 'stale'
}

/** A header that is missing, or a body that lacks the field, disagrees with nothing. */
function differingHeaders(headers: Record<string, string>, fields: Record<string, unknown>): string[] {
  return HINTS.flatMap(([name, field]) => {
    const [header, told] = [headers[name], fields[field]]
    if (!header || typeof told !== 'string') return []
    const isSame = field === 'event_id' ? header === told : header.toLowerCase() === told.toLowerCase()
    return isSame ? [] : [name]
  })
}

/** The fields of a body that is a JSON object; none of another. */
export function bodyFields(body: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body))
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
