import { setTimeout as sleep } from 'node:timers/promises'
import { pullJourneyJobSchema, pullRoundJobSchema, type PullTrigger } from '@/lib/domain/pull-jobs'
import { closePullClients } from '@/lib/ingest/pull-clients'
import { pullOne } from '@/lib/ingest/pull-one'
import { pullRound, type RoundLimits } from '@/lib/ingest/pull-round'
import { tryLead } from '@/lib/store/leadership'
import { log } from '@/lib/telemetry/log'
import { drain } from './drain'
import { schedulePulls } from './pull-schedule'

const POLL_MS = 500
const AT_ONCE = 16
const STAND_BY_MS = 5_000

/** Somebody waits for the counts of an asked round; a scheduled one may take its time. */
const ASKED: RoundLimits = { journeysMax: 50, budgetMs: 40_000 }
const SCHEDULED: RoundLimits = { journeysMax: 200, budgetMs: 200_000 }

/**
 * Pulls until the signal aborts; resolves when the pulls in hand have ended. Of all processes one pulls at a time, so that
 * pace and sessions hold over all of them; the others stand by.
 */
export async function registerPullJobs(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lead = await tryLead('pulls').catch((error: unknown) => {
      log().warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'pulls wait for the database')
      return null
    })
    if (lead) {
      await workPulls(AbortSignal.any([signal, lead.lost]))
      await lead.release()
    }
    await sleep(STAND_BY_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function workPulls(signal: AbortSignal): Promise<void> {
  log().info('this process pulls from the platform')
  const options = { atOnce: AT_ONCE, pollMs: POLL_MS, signal }
  await Promise.all([
    drain('pull-round', (data, jobID) => runRound(data, jobID, signal), options),
    drain('pull-journey', (data, jobID) => pullOne(pullJourneyJobSchema.parse(data), jobID, signal), options),
    schedulePulls(signal),
  ])
  await closePullClients()
}

function runRound(data: unknown, jobID: string, signal: AbortSignal): Promise<object> {
  const { applicationIDs, trigger } = pullRoundJobSchema.parse(data)
  return pullRound(applicationIDs, { trigger, jobID, signal, limits: limitsOf(trigger) })
}

function limitsOf(trigger: PullTrigger): RoundLimits {
  return trigger.kind === 'schedule' ? SCHEDULED : ASKED
}
