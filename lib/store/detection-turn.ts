import { z } from 'zod'
import { loadJobState, saveJobState } from './job-state'
import { ShortCache } from './short-cache'

const NAME = 'detection'
const EVERY_MS = 10_000
const stateSchema = z.object({ at: z.iso.datetime() })
const cache = new ShortCache<Date>(2_000)
let notedAt = -Infinity

/** Detection went through what was due at `at`. Written at most every ten seconds. */
export async function noteDetectionTurn(at: Date): Promise<void> {
  if (at.getTime() - notedAt < EVERY_MS) return
  await saveJobState(NAME, { at: at.toISOString() })
  notedAt = at.getTime()
}

/** When detection last went through what was due; null: never. */
export function readDetectionTurn(): Promise<Date | null> {
  return cache.read(NAME, async () => {
    const state = stateSchema.safeParse(await loadJobState(NAME))
    return state.success ? new Date(state.data.at) : null
  })
}

interface Seen {
  subjectType: string
  status: string
  lastSeenAt: Date
}

/**
 * When a finding was last seen to hold. A journey's wait goes on without an event, so each turn of detection sees it; of
 * everything else the last event tells.
 */
export function seenAt({ subjectType, status, lastSeenAt }: Seen, turn: Date | null): Date {
  const waits = subjectType === 'journey' && status !== 'resolved'
  return waits && turn !== null && turn > lastSeenAt ? turn : lastSeenAt
}
