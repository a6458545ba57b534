import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { ENVIRONMENTS, type Environment } from '@/lib/domain/vocabulary'
import { applicationIDsAsked } from '@/lib/query/applications-asked'
import { windowOf, type Window } from '@/lib/query/call-window'
import { decodeHotspot, encodeHotspot } from '@/lib/query/hotspot-cursor'
import { applicationID, cursor, instant, limit } from '@/lib/query/inputs'
import { judgeRetries, type RetryBehaviour } from '@/lib/query/retry-behaviour'
import type { Page } from '@/lib/query/schemas'
import { countCalls, readLastCall } from '@/lib/store/calls-read'
import {
  readFollowUps,
  readHotspots,
  readLimitFindings,
  type HotspotRow,
  type LimitFindingRow,
} from '@/lib/store/hotspots-read'

/** Input of `listHotspots`, as it stands in a query string. */
export const RateLimitsQuerySchema = z.object({
  from: instant.optional().meta({ description: 'Calls begun at or after; 24 hours before `to` where it is left out.' }),
  to: instant.optional().meta({ description: 'Calls begun before; now where it is left out.' }),
  applicationID: applicationID.optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  limit,
  cursor,
})
export type RateLimitsQuery = z.input<typeof RateLimitsQuerySchema>

export const HotspotSchema = z
  .object({
    caller: z.string(),
    route: z.string(),
    applicationID: z.guid(),
    calls: z.number(),
    limited: z.number().meta({ description: 'Calls that were answered 429.' }),
    share: z.number().min(0).max(1).meta({ description: 'limited / calls' }),
    causes: z.array(z.string()).meta({ description: 'Causes of the unresolved rate-limited findings of this caller.' }),
  })
  .meta({ id: 'Hotspot' })
export type Hotspot = z.infer<typeof HotspotSchema>

/** Caller × route with 429s, the most limited first. Throws BAD_REQUEST for a cursor that is not ours. */
export async function listHotspots(
  principal: Principal,
  input: RateLimitsQuery,
  now: Date = new Date(),
): Promise<Page<Hotspot>> {
  const query = RateLimitsQuerySchema.parse(input)
  const applications = await applicationIDsAsked(principal, query)
  const window = windowOf(query.from, query.to, now)
  const after = query.cursor ? decodeHotspot(query.cursor) : null
  const [rows, findings] = await Promise.all([
    readHotspots(applications, window, query.limit + 1, after),
    readLimitFindings(applications),
  ])
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    data: page.map((row) => toHotspot(row, findings)),
    nextCursor: last && rows.length > query.limit ? encodeHotspot(last) : null,
  }
}

export interface RateLimitsInput extends Window {
  applicationID?: string | null
  environment: Environment
}

export interface HotspotDetail extends Hotspot {
  /** Names the hotspot in the URL. */
  id: string
  behaviour: RetryBehaviour
  /** About how many of its 429s waiting would have spared: the share of the judged ones, over all. */
  spared: number
  findings: Pick<LimitFindingRow, 'cause' | 'findingID' | 'summary'>[]
}

export interface RateLimitsModel extends Window {
  /** The first of them with what the caller does after a 429. */
  hotspots: HotspotDetail[]
  /** Caller × route with 429s, beyond the detailed ones too: for the heat map. */
  cells: Pick<Hotspot, 'caller' | 'route' | 'calls' | 'limited'>[]
  calls: number
  lastCallAt: Date | null
}

const CELLS = 200
const DETAILED = 12
const JUDGED_EACH = 200

/** Everything the Rate limits screen says. */
export async function readRateLimits(principal: Principal, input: RateLimitsInput): Promise<RateLimitsModel> {
  const applications = await applicationIDsAsked(principal, input)
  const window = { from: input.from, to: input.to }
  const [rows, findings, calls, lastCallAt] = await Promise.all([
    readHotspots(applications, window, CELLS, null),
    readLimitFindings(applications),
    countCalls(applications, window),
    readLastCall(applications),
  ])
  const first = rows.slice(0, DETAILED)
  const followed = await readFollowUps(first, window, JUDGED_EACH)
  const hotspots = first.map((row, place) => {
    const behaviour = judgeRetries(followed.filter((call) => call.place === place))
    return detail(row, findings, behaviour)
  })
  return { ...window, hotspots, cells: rows, calls, lastCallAt }
}

function detail(row: HotspotRow, findings: LimitFindingRow[], behaviour: RetryBehaviour): HotspotDetail {
  const sparedShare = behaviour.judged === 0 ? 0 : behaviour.spared / behaviour.judged
  return {
    ...toHotspot(row, findings),
    id: hotspotID(row),
    behaviour,
    spared: Math.round(sparedShare * row.limited),
    findings: findingsOf(row, findings).map(({ cause, findingID, summary }) => ({ cause, findingID, summary })),
  }
}

function findingsOf(row: HotspotRow, findings: LimitFindingRow[]): LimitFindingRow[] {
  return findings.filter(
    (finding) =>
      finding.applicationID === row.applicationID &&
      finding.caller === row.caller &&
      (finding.route === null || finding.route === row.route),
  )
}

function toHotspot(row: HotspotRow, findings: LimitFindingRow[]): Hotspot {
  const causes = [...new Set(findingsOf(row, findings).map(({ cause }) => cause))]
  return { ...row, share: row.calls === 0 ? 0 : row.limited / row.calls, causes }
}

function hotspotID({ applicationID, caller, route }: HotspotRow): string {
  return Buffer.from(JSON.stringify([applicationID.slice(0, 8), caller, route])).toString('base64url')
}
