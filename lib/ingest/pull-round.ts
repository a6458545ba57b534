import { addCounts, noCounts, type PullCounts, type PullTrigger } from '@/lib/domain/pull-jobs'
import type { PlatformClient } from '@/lib/platform/client'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { writeAudit } from '@/lib/store/audit'
import { storePlatformDeliveries } from '@/lib/store/platform-deliveries'
import { forgetExpiredSessions } from '@/lib/store/platform-sessions'
import { findPullCandidates, markPulled, type PullCandidate } from '@/lib/store/pull-candidates'
import { pullAccess } from './pull-clients'
import { pullDeliveries } from './pull-deliveries'
import { pullJourney } from './pull-journey'
import { loadFailures, loadPosition, noteFailure, savePosition, saveRound, type PullFailures } from './pull-memory'
import { endsRound, isAboutTheJourney, problemOf } from './pull-problem'

export interface RoundLimits {
  journeysMax: number
  /** No further journey is begun after this. */
  budgetMs: number
}

export interface RoundContext {
  trigger: PullTrigger
  jobID: string
  signal: AbortSignal
  limits: RoundLimits
}

/** A journey in hand when the budget ends may take this much longer. */
const GRACE_MS = 8_000

const running = new Map<string, Promise<PullCounts>>()

/**
 * One round over each application at once: its delivery log, then the journeys of which nothing was heard for longest.
 * Whoever asks for a round of an application while one runs gets that one's counts.
 */
export async function pullRound(applicationIDs: string[], context: RoundContext): Promise<PullCounts> {
  const rounds = [...new Set(applicationIDs)].map((applicationID) => joinRound(applicationID, context))
  const counts = await Promise.all(rounds)
  await forgetExpiredSessions()
  return counts.reduce(addCounts, noCounts())
}

function joinRound(applicationID: string, context: RoundContext): Promise<PullCounts> {
  const current = running.get(applicationID)
  if (current) return current
  const round = pullApplication(applicationID, context).finally(() => running.delete(applicationID))
  running.set(applicationID, round)
  return round
}

interface Round {
  applicationID: string
  client: PlatformClient
  counts: PullCounts
  failures: PullFailures
  context: RoundContext
  signal: AbortSignal
  endsAt: number
  isOver: boolean
}

async function pullApplication(applicationID: string, context: RoundContext): Promise<PullCounts> {
  const counts = noCounts()
  try {
    const { client, settings } = await pullAccess(applicationID)
    const { actor, kind } = context.trigger
    await writeAudit({ actor, action: 'pull.round', applicationID, detail: { kind, jobID: context.jobID } })
    counts.applications = 1
    const { budgetMs, journeysMax } = context.limits
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(budgetMs + GRACE_MS)])
    const failures = await loadFailures(applicationID)
    const endsAt = Date.now() + budgetMs
    const round: Round = { applicationID, client, counts, failures, context, signal, endsAt, isOver: false }
    await readLog(round)
    const candidates = await findPullCandidates(applicationID, journeysMax, pausedJourneys(failures, new Date()))
    const lanes = Array.from({ length: settings['pulls.concurrent'] }, () => runLane(round, candidates))
    await Promise.all(lanes)
    await saveRound(applicationID, { at: new Date(), counts, failures })
  } catch (error) {
    counts.errors.push(problemOf(error, applicationID, null))
  }
  return counts
}

function pausedJourneys(failures: PullFailures, now: Date): string[] {
  return [...failures].filter(([, { until }]) => until > now).map(([journeyID]) => journeyID)
}

async function readLog(round: Round): Promise<void> {
  const { applicationID, client, signal, counts, context } = round
  const now = new Date()
  const store = async (deliveries: Parameters<typeof storePlatformDeliveries>[0]) => {
    const stored = await storePlatformDeliveries(deliveries)
    counts.deliveries += stored
    return stored
  }
  const sink = {
    store,
    advance: (position: Parameters<typeof savePosition>[1]) => savePosition(applicationID, position),
  }
  try {
    const start = await loadPosition(applicationID, now)
    await pullDeliveries(client, applicationID, start, sink, { signal, now, correlationID: context.jobID })
  } catch (error) {
    counts.errors.push(problemOf(error, applicationID, null))
    round.isOver = endsRound(error) || client.isHeld()
  }
}

async function runLane(round: Round, candidates: PullCandidate[]): Promise<void> {
  while (!round.isOver && Date.now() < round.endsAt && !round.signal.aborted) {
    const candidate = candidates.shift()
    if (!candidate?.borrowerExternalID) return
    await pullCandidate(round, candidate, candidate.borrowerExternalID)
  }
}

async function pullCandidate(round: Round, candidate: PullCandidate, borrowerExternalID: string): Promise<void> {
  const { client, counts, failures, signal, context } = round
  const { applicationID, journeyID, pulledVersion } = candidate
  counts.journeys += 1
  try {
    const target = { applicationID, journeyID, borrowerExternalID, unlessVersion: pulledVersion }
    const pulled = await pullJourney(client, target, { signal, correlationID: context.jobID })
    if (!pulled) await markPulled(applicationID, journeyID)
    const { applied } = pulled
      ? await applySnapshots({ snapshots: [pulled.snapshot], profiles: pulled.profile ? [pulled.profile] : [] })
      : { applied: 0 }
    if (applied > 0) counts.updated += 1
    else counts.unchanged += 1
    failures.delete(journeyID)
  } catch (error) {
    counts.failed += 1
    counts.errors.push(problemOf(error, applicationID, journeyID))
    if (endsRound(error) || client.isHeld()) round.isOver = true
    else if (isAboutTheJourney(error)) noteFailure(failures, journeyID, new Date())
  }
}
