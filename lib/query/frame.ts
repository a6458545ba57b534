import type { Principal } from '@/lib/auth/principal'
import type { ChangeCounts } from '@/lib/domain/live'
import type { Environment } from '@/lib/domain/vocabulary'
import { applicationsAsked } from '@/lib/query/applications-asked'
import { marksOf } from '@/lib/query/change-marks'
import { readChanges } from '@/lib/store/change-counter'
import { countOpenFindingsByApplication, countStuckByApplication } from '@/lib/store/overview-read'
import { ShortCache } from '@/lib/store/short-cache'

export interface FrameApplication {
  applicationID: string
  name: string
  environment: Environment
  /** Journeys stuck now. */
  stuck: number
  /** Findings that nobody has taken in hand. */
  open: number
}

/** What the shell needs on every screen. */
export interface Frame {
  applications: FrameApplication[]
  /** Read before everything else: a page whose marks are others since has to be read again. */
  changes: ChangeCounts
}

/** Of every application, for all who look: the counts in the rail may be this old. */
const counted = new ShortCache<Awaited<ReturnType<typeof count>>>(2_000)

let counting: ReturnType<typeof count> | null = null

/** However many pages ask at once, it is counted once. */
function countOnce(): ReturnType<typeof count> {
  counting ??= count().finally(() => {
    counting = null
  })
  return counting
}

async function count() {
  const { counts } = await readChanges()
  const [stuck, open] = await Promise.all([countStuckByApplication(), countOpenFindingsByApplication()])
  return { changes: marksOf(counts), stuck, open }
}

/** Applications the principal may read, with the counts that stand in the rail. */
export async function readFrame(principal: Principal): Promise<Frame> {
  const rows = await applicationsAsked(principal, {})
  const { changes, stuck, open } = (await counted.read('all', countOnce)) ?? (await countOnce())
  const applications = rows.map(({ applicationID, name, environment }) => ({
    applicationID,
    name,
    environment,
    stuck: stuck.get(applicationID) ?? 0,
    open: open.get(applicationID) ?? 0,
  }))
  return { applications, changes }
}
