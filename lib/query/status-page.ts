import { applicationScope, authorise, may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { WorkerBeat } from '@/lib/domain/worker-beat'
import { listSetAside, type SetAside } from '@/lib/store/set-aside'
import { healthChecks, worstOf, type Check, type CheckState } from './health-checks'
import { readOwnHealth } from './own-health'
import { readSourceStatus, type ApplicationStatus } from './status'

/** More than these are of one kind, as a rule. */
const SET_ASIDE_SHOWN = 50

export interface StatusPage {
  worst: CheckState
  checks: Check[]
  applications: ApplicationStatus[]
  /** What detection gave up on, the latest first; null for those who do not run the desk. */
  setAside: SetAside[] | null
  /** Null for those who do not run the desk. */
  machine: { version: string; node: string; postgres: string; isEmbedded: boolean; workers: WorkerBeat[] } | null
}

/** How the desk itself is: what anybody may know, and what those who run it need. */
export async function readStatusPage(principal: Principal, now = new Date()): Promise<StatusPage> {
  authorise(principal, 'read')
  const scope = applicationScope(principal)
  const runsTheDesk = may(principal, 'health')
  const [health, applications, setAside] = await Promise.all([
    readOwnHealth(now),
    readSourceStatus(scope),
    runsTheDesk ? listSetAside(scope, SET_ASIDE_SHOWN) : null,
  ])
  const checks = healthChecks(health)
  const { version, node, database, workers } = health
  const machine = {
    version,
    node,
    postgres: database.version,
    isEmbedded: database.isEmbedded,
    workers: [...workers.alive, ...workers.silent],
  }
  return { worst: worstOf(checks), checks, applications, setAside, machine: runsTheDesk ? machine : null }
}
