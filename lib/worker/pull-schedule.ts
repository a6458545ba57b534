import { setTimeout as sleep } from 'node:timers/promises'
import type { PullRoundJob } from '@/lib/domain/pull-jobs'
import { listApplications } from '@/lib/store/applications'
import { jobs } from '@/lib/store/jobs'
import { loadSettings } from '@/lib/store/settings'
import { log } from '@/lib/telemetry/log'

const TICK_MS = 5_000
const ONCE = { retryLimit: 0, expireInSeconds: 300, retentionSeconds: 300 }

/** Asks for a round of every application in scheduled mode, once an interval, until the signal aborts. */
export async function schedulePulls(signal: AbortSignal): Promise<void> {
  const asked = new Map<string, number>()
  while (!signal.aborted) {
    await askForDueRounds(asked, Date.now()).catch((error: unknown) => {
      log().warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'pulls could not be scheduled')
    })
    await sleep(TICK_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** The job library takes one job a slot and application, so that a restart does not pull twice. */
async function askForDueRounds(asked: Map<string, number>, now: number): Promise<void> {
  for (const { applicationID, hasApiKey } of await listApplications()) {
    const settings = await loadSettings(applicationID)
    if (settings['pulls.mode'] !== 'scheduled' || !hasApiKey) continue
    const singletonSeconds = settings['pulls.interval.seconds']
    const slot = Math.floor(now / (singletonSeconds * 1000))
    if (asked.get(applicationID) === slot) continue
    const round: PullRoundJob = {
      applicationIDs: [applicationID],
      trigger: { kind: 'schedule', actor: 'worker' },
    }
    const boss = await jobs()
    await boss.send('pull-round', round, { ...ONCE, singletonKey: applicationID, singletonSeconds })
    asked.set(applicationID, slot)
  }
}
