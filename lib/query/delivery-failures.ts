import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { Environment } from '@/lib/domain/vocabulary'
import {
  countUnkept,
  FAILURES_SCANNED,
  findArrivals,
  findFailureExplanations,
  findGroupFindings,
  type FailureExplanation,
  type GroupFinding,
} from '@/lib/store/delivery-failures-read'

export interface FailuresScope {
  applicationID: string | null
  environment: Environment
  from: Date
  to: Date
}

export interface FailureGroup {
  /** The cause, or the verdict where there is none (yet). */
  kind: string
  cause: string | null
  verdict: string
  count: number
  /** Not applied since, whichever way. */
  open: number
  firstAt: Date
  lastAt: Date
  /** The most frequent first. */
  explanations: { sentence: string | null; count: number; firstAt: Date; lastAt: Date }[]
  /** Alive in the range, the newest first. */
  findings: { id: string; status: string }[]
}

export interface DeliveryFailures {
  groups: FailureGroup[]
  /** True: there are more failures than were counted. */
  partial: boolean
  /** Refused requests that were counted and not kept, since there were too many of one source. */
  unkept: number
  arrivals: { source: string; lastAt: Date | null; count: number }[]
}

const EXPLANATIONS_SHOWN = 4

/** What failed in the range, by cause and explanation, beside what arrived at all: no data is not the same as no failure. */
export async function readDeliveryFailures(principal: Principal, input: FailuresScope): Promise<DeliveryFailures> {
  authorise(principal, 'read', input.applicationID)
  const scope = { ...input, scope: applicationScope(principal, input.applicationID) }
  const [explanations, arrivals, unkept, findings] = await Promise.all([
    findFailureExplanations(scope),
    findArrivals(scope),
    countUnkept(scope),
    findGroupFindings(scope),
  ])
  const groups = groupFailures(explanations, findings)
  const partial = groups.reduce((sum, { count }) => sum + count, 0) >= FAILURES_SCANNED
  return { groups, partial, unkept, arrivals }
}

export function groupFailures(explanations: FailureExplanation[], findings: GroupFinding[]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>()
  for (const { sentence, count, open, firstAt, lastAt, ...of } of explanations) {
    const group = groups.get(of.kind) ?? emptyGroup(of, { firstAt, lastAt }, findings)
    group.count += count
    group.open += open
    if (firstAt < group.firstAt) group.firstAt = firstAt
    if (lastAt > group.lastAt) group.lastAt = lastAt
    if (group.explanations.length < EXPLANATIONS_SHOWN) group.explanations.push({ sentence, count, firstAt, lastAt })
    groups.set(of.kind, group)
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}

function emptyGroup(
  { kind, cause, verdict }: Pick<FailureExplanation, 'kind' | 'cause' | 'verdict'>,
  times: { firstAt: Date; lastAt: Date },
  findings: GroupFinding[],
): FailureGroup {
  const own = findings.filter((finding) => finding.cause === cause)
  const shown = own.map(({ findingID, status }) => ({ id: findingID, status }))
  return { kind, cause, verdict, count: 0, open: 0, ...times, explanations: [], findings: shown }
}
