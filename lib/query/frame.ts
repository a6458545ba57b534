import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { Environment } from '@/lib/domain/vocabulary'
import { listApplications } from '@/lib/store/applications'
import { countOpenFindingsByApplication, countStuckByApplication } from '@/lib/store/overview-read'

export interface FrameApplication {
  applicationID: string
  name: string
  environment: Environment
  /** Journeys stuck now. */
  stuck: number
  /** Findings that nobody has resolved. */
  open: number
}

/** What the shell needs on every screen. */
export interface Frame {
  applications: FrameApplication[]
}

/** Applications the principal may read, with the counts that stand in the rail. */
export async function readFrame(principal: Principal): Promise<Frame> {
  const only = principal.kind === 'token' ? principal.applicationID : null
  authorise(principal, 'read', only ?? undefined)
  const [rows, stuck, open] = await Promise.all([
    listApplications(),
    countStuckByApplication(),
    countOpenFindingsByApplication(),
  ])
  const applications = rows
    .filter((row) => only === null || row.applicationID === only)
    .map(({ applicationID, name, environment }) => ({
      applicationID,
      name,
      environment,
      stuck: stuck.get(applicationID) ?? 0,
      open: open.get(applicationID) ?? 0,
    }))
  return { applications }
}
