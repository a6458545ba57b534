import { statfs } from 'node:fs/promises'
import { env } from '@/lib/env'
import { isAlive, type WorkerBeat } from '@/lib/domain/worker-beat'
import {
  readDatabaseHealth,
  readDetectionHealth,
  readJobHealth,
  readLastPartitions,
  readNotificationHealth,
  readPullHealth,
  type DatabaseHealth,
  type DetectionQueue,
  type Waiting,
} from '@/lib/store/health-read'
import { migrationStatus } from '@/lib/store/migrate'
import { readReplicaHealth, type ReplicaHealth } from '@/lib/store/replica'
import { readWorkerBeats } from '@/lib/store/worker-beats'
import { DESK_VERSION } from '@/lib/version'

/** Our own state, as facts. `health-checks.ts` judges them. */
export interface OwnHealth {
  at: Date
  version: string
  node: string
  database: DatabaseHealth & { isEmbedded: boolean }
  migrations: { applied: number; pending: number; problems: number }
  detection: DetectionQueue
  notifications: Waiting
  jobs: Waiting
  pulls: Waiting
  /** Whole days beyond today that each partitioned table has room for; the least of all. */
  daysAhead: number
  workers: { alive: WorkerBeat[]; silent: WorkerBeat[] }
  /** Null where none is configured. */
  replica: ReplicaHealth | null
  /** Of the disk that the data folder is on; null where the database is elsewhere. */
  disk: { freeBytes: number; totalBytes: number } | null
}

const DAY_MS = 86_400_000

export async function readOwnHealth(now: Date): Promise<OwnHealth> {
  const [database, migrations, detection, notifications, jobs, pulls, partitions, workers, disk, replica] =
    await Promise.all([
      readDatabaseHealth(),
      migrationStatus(env().DATABASE_URL ?? ''),
      readDetectionHealth(now),
      readNotificationHealth(now),
      readJobHealth(now),
      readPullHealth(now),
      readLastPartitions(),
      readWorkerBeats(),
      readDisk(),
      readReplicaHealth(),
    ])
  const { applied, pending, problems } = migrations
  const daysAhead = partitions.map(({ lastDay }) => Math.floor((lastDay.getTime() - now.getTime()) / DAY_MS) + 1)
  return {
    at: now,
    version: DESK_VERSION,
    node: process.versions.node,
    database: { ...database, isEmbedded: disk !== null },
    migrations: { applied: applied.length, pending: pending.length, problems: problems.length },
    detection,
    notifications,
    jobs,
    pulls,
    daysAhead: Math.min(...daysAhead, ...(partitions.length === 0 ? [0] : [])),
    workers: {
      alive: workers.filter((worker) => isAlive(worker, now)),
      silent: workers.filter((worker) => !isAlive(worker, now)),
    },
    replica,
    disk,
  }
}

/** Null without a data folder: the database is another machine's. */
async function readDisk(): Promise<OwnHealth['disk']> {
  const found = await statfs(`${env().DESK_DATA_DIR}/postgres`).catch(() => null)
  return found && { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize }
}
