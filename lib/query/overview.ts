import type { Principal } from '@/lib/auth/principal'
import type { Environment } from '@/lib/domain/vocabulary'
import { rangeMs, type Range } from '@/lib/format/range'
import { applicationIDsAsked } from '@/lib/query/applications-asked'
import { readOverviewCalls, type OverviewCalls } from '@/lib/query/overview-calls'
import {
  readFindingGroups,
  readFindingPoints,
  readFreshness,
  readRunning,
  readStuckByOwner,
  readVerdicts,
  type FindingGroupRow,
  type FindingPointRow,
  type FreshnessRow,
  type VerdictRow,
} from '@/lib/store/overview-read'

export interface OverviewInput {
  applicationID?: string | null
  environment: Environment
  range: Range
  /** A part of time in place of the range up to now. */
  part?: { from: Date; to: Date } | null
  now: Date
}

export interface StuckGroup {
  owner: string
  total: number
  /** Start of the longest wait. */
  waitingSince: Date
}

export interface SignatureFailure {
  /** Null: the evidence does not decide yet. */
  cause: string | null
  verdict: string
  total: number
  firstAt: Date
  lastAt: Date
  /** What forensics says of the newest one. */
  sentence: string | null
}

export interface FindingGroup {
  condition: string
  cause: string
  severity: string
  total: number
  /** Of them, begun within the range. */
  fresh: number
  regressed: number
  firstSeenAt: Date
  newest: { findingID: string; applicationID: string; subjectType: string; subjectID: string; at: Date }
  /** Held at each point of `OverviewModel.points`. */
  trend: number[]
}

export interface OverviewModel {
  applications: number
  /** What is counted within a span is counted from here to there; what holds is told as of now. */
  from: Date
  to: Date
  now: Date
  stuck: StuckGroup[]
  idle: number
  moving: number
  /** Whether any journey is known at all: an empty desk is not a healthy one. */
  anyJourney: boolean
  freshness: { webhookAt: Date | null; pulledAt: Date | null; detectionLagMs: number }
  deliveries: { total: number; verified: number; failures: SignatureFailure[] }
  /** Instants at which findings were counted, oldest first; the last is `to`. */
  points: Date[]
  /** Findings that held at each point, by condition. */
  series: { condition: string; values: number[] }[]
  /** Unresolved findings by condition and cause; new, returned and growing ones first. */
  groups: FindingGroup[]
  openFindings: number
  calls: OverviewCalls
}

const MINUTE_MS = 60_000
/** Distance of the points at which findings are counted: round, so that axes read well, and at most 60 of them. */
const STEP_MINUTES = [2, 10, 30, 120, 240, 480, 720, 1_440, 2_880, 10_080]
const MOST_POINTS = 60
/** Verdicts of deliveries whose signature held: nothing to explain there. */
const AUTHENTIC = new Set(['verified', 'duplicate'])

/** Everything the overview says, at one moment, for the applications in scope. */
export async function readOverview(principal: Principal, input: OverviewInput): Promise<OverviewModel> {
  const applications = await applicationIDsAsked(principal, input)
  const span = input.part ?? { from: new Date(input.now.getTime() - rangeMs(input.range)), to: input.now }
  const points = spread(span)
  const [stuck, running, freshness, verdicts, held, groups, calls] = await Promise.all([
    readStuckByOwner(applications),
    readRunning(applications),
    readFreshness(applications, input.now),
    readVerdicts(applications, span),
    readFindingPoints(applications, points),
    readFindingGroups(applications, span),
    readOverviewCalls(applications, span, input.now),
  ])
  return {
    applications: applications.length,
    ...span,
    now: input.now,
    stuck,
    idle: running.idle,
    moving: running.moving,
    anyJourney: running.known,
    freshness: toFreshness(freshness, input.now),
    deliveries: toDeliveries(verdicts),
    points,
    series: toSeries(held, points),
    groups: toGroups(groups, held, points),
    openFindings: groups.reduce((sum, group) => sum + group.total, 0),
    calls,
  }
}

/** Multiples of a round step after `from`, and `to` itself as the last. */
function spread({ from, to }: { from: Date; to: Date }): Date[] {
  const minutes = (to.getTime() - from.getTime()) / MINUTE_MS
  const step = (STEP_MINUTES.find((candidate) => minutes / candidate <= MOST_POINTS) ?? 10_080) * MINUTE_MS
  const points: Date[] = []
  for (let at = Math.ceil(from.getTime() / step) * step; at < to.getTime(); at += step) points.push(new Date(at))
  return [...points, to]
}

function toFreshness(row: FreshnessRow, now: Date): OverviewModel['freshness'] {
  const detectionLagMs = row.oldestDueAt ? Math.max(0, now.getTime() - row.oldestDueAt.getTime()) : 0
  return { webhookAt: row.webhookAt, pulledAt: row.pulledAt, detectionLagMs }
}

function toDeliveries(rows: VerdictRow[]): OverviewModel['deliveries'] {
  const count = (wanted: VerdictRow[]) => wanted.reduce((sum, row) => sum + row.total, 0)
  return {
    total: count(rows),
    verified: count(rows.filter((row) => AUTHENTIC.has(row.verdict))),
    failures: rows.filter((row) => !AUTHENTIC.has(row.verdict)),
  }
}

function countsAt(rows: FindingPointRow[], points: Date[]): number[] {
  const byTime = new Map<number, number>()
  for (const row of rows) byTime.set(row.at.getTime(), (byTime.get(row.at.getTime()) ?? 0) + row.total)
  return points.map((point) => byTime.get(point.getTime()) ?? 0)
}

function toSeries(held: FindingPointRow[], points: Date[]): OverviewModel['series'] {
  const conditions = [...new Set(held.map((row) => row.condition))].sort()
  return conditions.map((condition) => ({
    condition,
    values: countsAt(
      held.filter((row) => row.condition === condition),
      points,
    ),
  }))
}

function toGroups(rows: FindingGroupRow[], held: FindingPointRow[], points: Date[]): FindingGroup[] {
  const groups = rows.map((row) => ({
    condition: row.condition,
    cause: row.cause,
    severity: row.severity,
    total: row.total,
    fresh: row.fresh,
    regressed: row.regressed,
    firstSeenAt: row.firstSeenAt,
    newest: {
      findingID: row.newestFindingID,
      applicationID: row.newestApplicationID,
      subjectType: row.newestSubjectType,
      subjectID: row.newestSubjectID,
      at: row.newestAt,
    },
    trend: countsAt(
      held.filter((point) => point.condition === row.condition && point.cause === row.cause),
      points,
    ),
  }))
  return groups.sort(
    (a, b) =>
      b.regressed - a.regressed ||
      b.fresh - a.fresh ||
      b.total - a.total ||
      b.newest.at.getTime() - a.newest.at.getTime(),
  )
}
