import { Gauge, Registry } from 'prom-client'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { WorkerBeat } from '@/lib/domain/worker-beat'
import { DeskError } from '@/lib/errors'
import { poolCounts } from '@/lib/store/health-read'
import { ShortCache } from '@/lib/store/short-cache'
import { metrics } from '@/lib/telemetry/metrics'
import { readOwnHealth, type OwnHealth } from './own-health'

/** Scrapers may come as often as they like: the database is asked once in this time. */
const health = new ShortCache<OwnHealth>(2_000)

/**
 * What this process counts and how the whole desk is, in Prometheus text. It tells of every application together, so a
 * token of one application may not read it.
 */
export async function metricsText(principal: Principal, now = new Date()): Promise<{ type: string; text: string }> {
  authorise(principal, principal.kind === 'user' ? 'health' : 'read')
  if (applicationScope(principal) !== null) {
    throw new DeskError('FORBIDDEN', 'Metrics tell of every application: use a token or an account that may see all.')
  }
  const { registry } = metrics()
  const gauges = gaugesOf((await health.read('now', () => readOwnHealth(now))) ?? (await readOwnHealth(now)))
  return { type: registry.contentType, text: await Registry.merge([registry, gauges]).metrics() }
}

/** Whatever all processes share, so that each answers the same of it. */
function gaugesOf({ at, detection, notifications, jobs, pulls, database, ...rest }: OwnHealth): Registry {
  const registers = [new Registry()]
  const tell = (name: string, help: string, values: Record<string, number>, label = 'kind') => {
    const gauge = new Gauge({ name, help, labelNames: [label], registers })
    for (const [word, value] of Object.entries(values)) gauge.set({ [label]: word }, value)
  }
  const one = (name: string, help: string, value: number) => new Gauge({ name, help, registers }).set(value)
  const waits = { detection: detection.due, notifications: notifications.waiting, jobs: jobs.waiting }
  const oldest = { detection: detection.oldestDueAt, notifications: notifications.oldestAt, jobs: jobs.oldestAt }
  tell('desk_queue_waiting', 'What waits, by queue.', { ...waits, pulls: pulls.waiting }, 'queue')
  const lags = Object.entries({ ...oldest, pulls: pulls.oldestAt }).map(([queue, since]) => [queue, lag(since, at)])
  tell('desk_queue_lag_seconds', 'How long the oldest has waited.', Object.fromEntries(lags), 'queue')
  const failed = { notifications: notifications.failed, jobs: jobs.failed, pulls: pulls.failed }
  tell('desk_failed_last_day', 'Given up within a day, by queue.', failed, 'queue')
  one('desk_detection_set_aside', 'Subjects that failed five times.', detection.setAside)
  one('desk_partitions_days_ahead', 'Days that there is room for.', rest.daysAhead)
  one('desk_database_bytes', 'Size of the database.', database.bytes)
  one('desk_database_connections', 'Connections of all clients.', database.connections)
  one('desk_migrations_pending', 'Migrations that wait.', rest.migrations.pending)
  tell('desk_pool_connections', 'Connections of this process.', poolCounts(), 'state')
  if (rest.disk) one('desk_disk_free_bytes', 'Free on the disk of the data folder.', rest.disk.freeBytes)
  tellWorkers(rest.workers.alive, tell, one)
  return registers[0] ?? new Registry()
}

type Tell = (name: string, help: string, values: Record<string, number>, label?: string) => void

function tellWorkers(alive: WorkerBeat[], tell: Tell, one: (name: string, help: string, value: number) => void): void {
  one('desk_workers_alive', 'Workers that told of themselves within 30 s.', alive.length)
  const vitals = alive.map((worker) => worker.vitals)
  const most = (pick: (of: (typeof vitals)[number]) => number) => Math.max(0, ...vitals.map(pick))
  one(
    'desk_worker_resident_bytes',
    'Memory of the largest worker.',
    most(({ residentBytes }) => residentBytes),
  )
  one(
    'desk_worker_event_loop_lag_seconds',
    'Of the worst worker.',
    most((of) => of.eventLoopLagSeconds),
  )
  const loops = vitals.flatMap((of) => Object.entries(of.loops))
  const sum = (pick: (of: (typeof loops)[number][1]) => number) => {
    const totals: Record<string, number> = {}
    for (const [name, loop] of loops) totals[name] = (totals[name] ?? 0) + pick(loop)
    return totals
  }
  tell(
    'desk_worker_turns',
    'Turns of the workers that live, by loop.',
    sum(({ turns }) => turns),
    'loop',
  )
  tell(
    'desk_worker_failed_turns',
    'Turns that failed, by loop.',
    sum(({ failures }) => failures),
    'loop',
  )
  tell(
    'desk_worker_busy_seconds',
    'Time at work, by loop.',
    sum(({ seconds }) => seconds),
    'loop',
  )
}

function lag(since: Date | null, at: Date): number {
  return since ? Math.max(0, (at.getTime() - since.getTime()) / 1000) : 0
}
