import { STEP_SECONDS, stepFor, stepStarts, type Window } from '@/lib/query/call-window'
import { judgeRetries } from '@/lib/query/retry-behaviour'
import {
  readCallSeries,
  readLastCall,
  readMostLimitedRoute,
  type CallPointRow,
  type LimitedRouteRow,
} from '@/lib/store/calls-read'
import { readFollowUps, readHotspots, readLimitFindings, type HotspotRow } from '@/lib/store/hotspots-read'

/** What the overview says of API calls. */
export interface OverviewCalls extends Window {
  /** When a call was last told of; null: never. */
  lastAt: Date | null
  /** Start of each step, and calls and errors by HTTP status. */
  points: Date[]
  stepMs: number
  series: CallPointRow[]
  /** Caller × route with 429s, the most limited first. */
  cells: HotspotRow[]
  /** What the caller of the first cell does after a 429. */
  worst: WorstHotspot | null
  /** The route with the most 429s in the last hour. */
  limitedNow: LimitedRouteRow | null
}

export interface WorstHotspot {
  caller: string
  limited: number
  /** Repeats before Retry-After ended, of all repeats looked at. */
  early: number
  repeated: number
  /** About how many of `limited` waiting would have spared. */
  spared: number
  /** Cause of its unresolved finding; null without one. */
  cause: string | null
}

const CELLS = 100
const JUDGED = 200
const HOUR_MS = 3_600_000

export async function readOverviewCalls(applications: string[], window: Window, now: Date): Promise<OverviewCalls> {
  const step = stepFor(window)
  const lastHour = { from: new Date(now.getTime() - HOUR_MS), to: now }
  const options = { stepSeconds: STEP_SECONDS[step], groupBy: 'status', filter: {} } as const
  const [lastAt, series, cells, limitedNow] = await Promise.all([
    readLastCall(applications),
    readCallSeries(applications, window, options),
    readHotspots(applications, window, CELLS, null),
    readMostLimitedRoute(applications, lastHour),
  ])
  const worst = cells[0] ? await judgeWorst(cells[0], window) : null
  return {
    ...window,
    lastAt,
    points: stepStarts(window, step),
    stepMs: STEP_SECONDS[step] * 1000,
    series,
    cells,
    worst,
    limitedNow,
  }
}

async function judgeWorst(row: HotspotRow, window: Window): Promise<WorstHotspot> {
  const [followed, findings] = await Promise.all([
    readFollowUps([row], window, JUDGED),
    readLimitFindings([row.applicationID]),
  ])
  const { early, repeated, spared, judged } = judgeRetries(followed)
  return {
    caller: row.caller,
    limited: row.limited,
    early,
    repeated,
    spared: judged === 0 ? 0 : Math.round((spared / judged) * row.limited),
    cause:
      findings.find(({ caller, route }) => caller === row.caller && (route === null || route === row.route))?.cause ??
      null,
  }
}
