import { setTimeout as sleep } from 'node:timers/promises'
import { detectIncidents } from '@/lib/detect/incidents'
import { readChanges } from '@/lib/store/change-counter'
import { databaseNow } from '@/lib/store/clock'

const EVERY_MS = 2_000
/** Rests so many times as long as it worked. */
const REST_FACTOR = 20
const REST_MAX_MS = 60_000
/** What moved the counter may be committed only this much later. */
const SETTLED_MS = 15_000
/** And callers' traffic changes without it. */
const ANYWAY_MS = 60_000

let counted = ''
let changedAt = -Infinity
let ranAt = -Infinity

/** Derives incidents where findings changed since, and rests by how long it took. */
export async function watchIncidents(signal: AbortSignal): Promise<void> {
  const startedAt = performance.now()
  const { findings } = (await readChanges()).counts
  if (findings !== counted) changedAt = startedAt
  counted = findings
  if (startedAt - changedAt > SETTLED_MS && startedAt - ranAt < ANYWAY_MS) return
  await detectIncidents(await databaseNow())
  ranAt = performance.now()
  const restMs = Math.min(REST_MAX_MS, (ranAt - startedAt) * REST_FACTOR) - EVERY_MS
  if (restMs > 0) await sleep(restMs, undefined, { signal }).catch(() => undefined)
}

export const INCIDENTS_EVERY_MS = EVERY_MS
