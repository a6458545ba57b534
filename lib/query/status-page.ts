import { applicationScope, authorise, may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { WorkerBeat } from '@/lib/domain/worker-beat'
import { healthChecks, worstOf, type Check, type CheckState } from './health-checks'
import { readOwnHealth } from './own-health'
import { readSourceStatus, type ApplicationStatus } from './status'

export interface StatusPage {
  worst: CheckState
  checks: Check[]
  applications: ApplicationStatus[]
  /** Null for those who do not run the desk. */
  machine: { version: string; node: string; postgres: string; isEmbedded: boolean; workers: WorkerBeat[] } | null
}

/** How the desk itself is: what anybody may know, and what those who run it need. */
export async function readStatusPage(principal: Principal, now = new Date()): Promise<StatusPage> {
  authorise(principal, 'read')
  const [health, applications] = await Promise.all([readOwnHealth(now), readSourceStatus(applicationScope(principal))])
  const checks = healthChecks(health)
  const { version, node, database, workers } = health
  const machine = {
    version,
    node,
    postgres: database.version,
    isEmbedded: database.isEmbedded,
    workers: [...workers.alive, ...workers.silent],
  }
  return { worst: worstOf(checks), checks, applications, machine: may(principal, 'health') ? machine : null }
}
