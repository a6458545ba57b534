import { setTimeout as sleep } from 'node:timers/promises'
import { learnThresholds, type FreshThreshold, type Wait } from '@/lib/domain/learned-thresholds'
import { waitsOfJourney } from '@/lib/domain/learned-thresholds-waits'
import { applicationIDs } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { jobs } from '@/lib/store/jobs'
import { loadHistories, type JourneyRef } from '@/lib/store/journey-history'
import {
  forgetThresholds,
  insertLearned,
  journeysToLearnFrom,
  loadLearned,
  lockLearning,
} from '@/lib/store/learned-thresholds'
import { inTransaction } from '@/lib/store/transaction'
import { log } from '@/lib/telemetry/log'
import { drain } from './drain'

const DAY_SECONDS = 24 * 60 * 60
const TICK_MS = 60_000
const POLL_MS = 2_000
/** Small, since the pages of a process that does both wait while a batch is folded. */
const BATCH = 50
/** A 95th percentile does not get better from more, and a fold of each takes its time. */
const JOURNEYS_MAX = 40_000
const ONCE = { retryLimit: 2, expireInSeconds: 3_600, retentionSeconds: DAY_SECONDS }

/** Learns thresholds once a day, in one of all processes, until the signal aborts. */
export async function learnDaily(signal: AbortSignal): Promise<void> {
  await Promise.all([
    askDaily(signal),
    drain('learn-thresholds', () => learnToday(signal), { atOnce: 1, pollMs: POLL_MS, signal }),
  ])
}

/** The job library takes one job a day, so that a restart does not learn twice. */
async function askDaily(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await jobs()
      .then((boss) =>
        boss.send('learn-thresholds', {}, { ...ONCE, singletonKey: 'daily', singletonSeconds: DAY_SECONDS }),
      )
      .catch((error: unknown) => {
        log().warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'learning could not be scheduled')
      })
    await sleep(TICK_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** What the job library keeps of it: numbers, not curves. */
async function learnToday(signal: AbortSignal): Promise<object> {
  const { applications } = await learnAll(() => new Date(), signal)
  const all = applications.flatMap(({ thresholds }) => thresholds)
  return { applications: applications.length, learned: all.filter(({ outcome }) => outcome === 'learned').length }
}

export interface Learned {
  applications: { applicationID: string; journeys: number; waits: number; thresholds: FreshThreshold[] }[]
}

/** Every application, or the one that is named. */
export async function learnAll(
  now: () => Date,
  signal: AbortSignal | null = null,
  only: string | null = null,
): Promise<Learned> {
  const learned: Learned = { applications: [] }
  for (const applicationID of only ? [only] : await applicationIDs()) {
    if (signal?.aborted) break
    const journeys = await journeysToLearnFrom(applicationID, now(), JOURNEYS_MAX)
    const waits = await loadWaits(journeys, now(), signal)
    if (signal?.aborted) break
    const thresholds = await inTransaction(async (tx) => {
      await lockLearning(tx, applicationID)
      const fresh = learnThresholds(waits, now(), await loadLearned(applicationID, tx))
      await insertLearned(tx, applicationID, fresh)
      return fresh
    })
    learned.applications.push({ applicationID, journeys: journeys.length, waits: waits.length, thresholds })
    log().info({ applicationID, journeys: journeys.length, waits: waits.length }, 'thresholds were learned')
  }
  forgetThresholds()
  return learned
}

async function loadWaits(journeys: JourneyRef[], now: Date, signal: AbortSignal | null): Promise<Wait[]> {
  const waits: Wait[] = []
  for (let from = 0; from < journeys.length && !signal?.aborted; from += BATCH) {
    const histories = await loadHistories(db(), journeys.slice(from, from + BATCH))
    for (const snapshots of histories.values()) waits.push(...waitsOfJourney(snapshots, now))
  }
  return waits
}
