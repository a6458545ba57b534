import { setTimeout as sleep } from 'node:timers/promises'
import PgBoss from 'pg-boss'
import { env } from '@/lib/env'
import { DeskError } from '@/lib/errors'

/** Work that one process asks for and a worker does. Each name is a queue of its own. */
export const JOB_QUEUES = ['pull-round', 'pull-journey', 'learn-thresholds'] as const
export type JobQueue = (typeof JOB_QUEUES)[number]

const POOL_MAX = 2
const ATTEMPTS_MAX = 8
const HOURS = 3_600
/** Kept longer than the longest slot of a throttled job (a day), or the slot would be given out twice. */
const ARCHIVE_AFTER_SECONDS = 26 * HOURS

/** On globalThis, so that bundles and hot reloads of one process share one pool. */
declare global {
  var deskJobs: { boss?: Promise<PgBoss> } | undefined
}

const held = (globalThis.deskJobs ??= {})

/** The job library of this process, started on first use. Throws `UNAVAILABLE` when the database cannot be reached. */
export function jobs(): Promise<PgBoss> {
  if (held.boss) return held.boss
  const starting = start().catch((error: unknown) => {
    held.boss = undefined
    if (error instanceof DeskError) throw error
    throw new DeskError('UNAVAILABLE', 'The job queue cannot be reached: is the database up?', undefined, {
      cause: error,
      retryAfterSeconds: 5,
    })
  })
  held.boss = starting
  return starting
}

/** Jobs in hand are left to their runners; whoever stops waits for those first. */
export async function stopJobs(): Promise<void> {
  const started = held.boss
  held.boss = undefined
  const boss = await started?.catch(() => null)
  await boss?.stop({ graceful: false, wait: true })
}

async function start(): Promise<PgBoss> {
  const connectionString = env().DATABASE_URL
  if (!connectionString) throw new DeskError('UNAVAILABLE', 'No database is open: set DATABASE_URL or start the desk.')
  const boss = new PgBoss({
    connectionString,
    schema: 'pgboss',
    max: POOL_MAX,
    application_name: 'journey-desk-jobs',
    schedule: false,
    archiveCompletedAfterSeconds: ARCHIVE_AFTER_SECONDS,
    archiveFailedAfterSeconds: ARCHIVE_AFTER_SECONDS,
  })
  // Connection trouble shows itself in the calls that fail; without a listener it would end the process.
  boss.on('error', () => undefined)
  try {
    await boss.start()
    await ensureQueues(boss)
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined)
    throw error
  }
  return boss
}

/** Processes that start together may deadlock in making the same queue; one of them makes it, the others find it. */
async function ensureQueues(boss: PgBoss, attempt = 1): Promise<void> {
  const there = new Set((await boss.getQueues()).map(({ name }) => name))
  try {
    for (const name of JOB_QUEUES) if (!there.has(name)) await boss.createQueue(name, { name, retryLimit: 0 })
  } catch (error) {
    if (attempt === ATTEMPTS_MAX) throw error
    await sleep(100 * attempt * Math.random())
    await ensureQueues(boss, attempt + 1)
  }
}
