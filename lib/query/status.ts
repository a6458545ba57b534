import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { Environment } from '@/lib/domain/vocabulary'
import { listApplications } from '@/lib/store/applications'
import { readDatabaseVersion, readDetectionQueue, readLastPulls, readSources } from '@/lib/store/status-read'

export interface ApplicationStatus {
  applicationID: string
  name: string
  environment: Environment
  /** When each source last spoke; null means never. */
  sources: { receiver: Date | null; reported: Date | null; platform: Date | null; pull: Date | null }
}

export interface Status {
  databaseVersion: string
  applications: ApplicationStatus[]
  /** Subjects that wait to be judged, and for how long the oldest has. */
  detection: { due: number; oldestDueAt: Date | null; lagSeconds: number }
}

/** What runs, what spoke when, and how far detection is behind. */
export async function readStatus(principal: Principal, now: Date = new Date()): Promise<Status> {
  authorise(principal, 'admin')
  const [databaseVersion, rows, sources, pulls, queue] = await Promise.all([
    readDatabaseVersion(),
    listApplications(),
    readSources(),
    readLastPulls(),
    readDetectionQueue(now),
  ])
  const applications = rows.map(({ applicationID, name, environment }) => {
    const last = (source: string) =>
      sources.find((row) => row.applicationID === applicationID && row.source === source)?.lastReceivedAt ?? null
    const pull = pulls.get(applicationID) ?? null
    return {
      applicationID,
      name,
      environment,
      sources: { receiver: last('receiver'), reported: last('reported'), platform: last('platform'), pull },
    }
  })
  const lagMs = queue.oldestDueAt ? now.getTime() - queue.oldestDueAt.getTime() : 0
  return { databaseVersion, applications, detection: { ...queue, lagSeconds: Math.max(0, Math.round(lagMs / 1000)) } }
}
