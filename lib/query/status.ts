import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { isInScope, type ApplicationScope } from '@/lib/domain/application-scope'
import type { CallSource } from '@/lib/domain/api-call-draft'
import type { Environment } from '@/lib/domain/vocabulary'
import { listApplications } from '@/lib/store/applications'
import { readCallSources, type CallSourceRow } from '@/lib/store/call-sources'
import { readDatabaseVersion, readDetectionQueue, readLastPulls, readSources } from '@/lib/store/status-read'

export interface ApplicationStatus {
  applicationID: string
  name: string
  environment: Environment
  /** When each source last spoke; null means never. */
  sources: Record<'receiver' | 'reported' | 'platform' | 'pull' | CallSource, Date | null>
  /** The newest call that each source told of, and how old the newest was when it last spoke; null means never. */
  calls: Record<CallSource, { lastCallAt: Date; lagSeconds: number } | null>
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
  const [databaseVersion, applications, queue] = await Promise.all([
    readDatabaseVersion(),
    readSourceStatus(null),
    readDetectionQueue(now),
  ])
  const lagMs = queue.oldestDueAt ? now.getTime() - queue.oldestDueAt.getTime() : 0
  return { databaseVersion, applications, detection: { ...queue, lagSeconds: Math.max(0, Math.round(lagMs / 1000)) } }
}

/** When each source of each application in `scope` last spoke; null: of every application. */
export async function readSourceStatus(scope: ApplicationScope): Promise<ApplicationStatus[]> {
  const [rows, sources, calls, pulls] = await Promise.all([
    listApplications(),
    readSources(),
    readCallSources(),
    readLastPulls(),
  ])
  return rows
    .filter(({ applicationID }) => isInScope(scope, applicationID))
    .map(({ applicationID, name, environment }) => {
      const last = (source: string) =>
        sources.find((row) => row.applicationID === applicationID && row.source === source)?.lastReceivedAt ?? null
      const spoken = (source: CallSource) =>
        calls.find((row) => row.applicationID === applicationID && row.source === source) ?? null
      const [batch, otlp] = [spoken('batch'), spoken('otlp')]
      return {
        applicationID,
        name,
        environment,
        sources: {
          receiver: last('receiver'),
          reported: last('reported'),
          platform: last('platform'),
          pull: pulls.get(applicationID) ?? null,
          batch: batch?.lastReceivedAt ?? null,
          otlp: otlp?.lastReceivedAt ?? null,
        },
        calls: { batch: newestOf(batch), otlp: newestOf(otlp) },
      }
    })
}

function newestOf(row: CallSourceRow | null) {
  return row && { lastCallAt: row.lastCallAt, lagSeconds: Math.round(row.lagMs / 1000) }
}
