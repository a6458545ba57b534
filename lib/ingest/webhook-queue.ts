import { DeskError } from '@/lib/errors'
import { isDatabaseUnavailable } from '@/lib/unavailable'

/**
 * Collects what waits while others are stored, and stores it together: one commit for many costs little more than one
 * for one. Nobody is answered before the commit of their own.
 */
export interface GroupOptions<T, R> {
  /** Stores all or none, and answers in their order. */
  save: (items: T[]) => Promise<R[]>
  groupMax: number
  /** A group is closed where its items weigh this much in all. */
  weightMax: number
  weigh: (item: T) => number
  /**
   * Groups that are stored at once. One after the other gives larger groups, which is less work in all; a further one
   * begins where `besideMin` wait, or where the one before takes longer than `slowMs`.
   */
  inFlightMax: number
  besideMin: number
  slowMs: number
  /** Beyond it, who comes is told to come again. */
  waitingMax: number
  /** After it, nobody waits for the answer any more. */
  patienceMs: number
}

interface Waiting<T, R> {
  item: T
  until: number
  resolve: (result: R) => void
  reject: (error: unknown) => void
}

const CROWD = 8
const LINGER_MS = 2

export interface Groups<T, R> {
  /** Throws UNAVAILABLE where too many wait, and what `save` threw of this item. */
  add: (item: T) => Promise<R>
}

export function createGroups<T, R>(options: GroupOptions<T, R>): Groups<T, R> {
  let waiting: Waiting<T, R>[] = []
  let inFlight = 0
  let isDue = false
  let slow: NodeJS.Timeout | undefined
  const last = { size: 0, endedAt: -Infinity }

  const start = () => {
    const [group, rest] = cutGroup(waiting, options)
    waiting = rest
    if (group.length === 0) return
    inFlight += 1
    void saveGroup(group, options.save).finally(() => {
      inFlight -= 1
      last.size = group.length
      last.endedAt = performance.now()
      next()
    })
  }
  const next = () => {
    isDue = false
    clearTimeout(slow)
    slow = undefined
    while (
      waiting.length > 0 &&
      (inFlight === 0 || (waiting.length >= options.besideMin && inFlight < options.inFlightMax))
    )
      start()
    if (waiting.length > 0 && inFlight < options.inFlightMax) slow = setTimeout(startBesideSlow, options.slowMs)
  }
  /** Those who were just answered are about to send the next: who comes first waits a little for the others. */
  const isBusy = () => last.size >= CROWD && performance.now() - last.endedAt < LINGER_MS
  const startBesideSlow = () => {
    if (waiting.length > 0 && inFlight < options.inFlightMax) start()
    next()
  }
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= options.waitingMax) return reject(full())
        waiting.push({ item, until: performance.now() + options.patienceMs, resolve, reject })
        // Not at once: what came in with the same reading of the sockets goes together.
        const isWhole = waiting.length === last.size
        if ((isDue && !isWhole) || (inFlight > 0 && slow && waiting.length < options.besideMin)) return
        isDue = true
        if (isBusy() && !isWhole) setTimeout(next, LINGER_MS)
        else setImmediate(next)
      }),
  }
}

/** The next group, without those whose sender was told already that it took too long. */
function cutGroup<T, R>(
  waiting: Waiting<T, R>[],
  { groupMax, weightMax, weigh }: GroupOptions<T, R>,
): [Waiting<T, R>[], Waiting<T, R>[]] {
  const now = performance.now()
  const group: Waiting<T, R>[] = []
  let weight = 0
  let index = 0
  for (; index < waiting.length && group.length < groupMax; index++) {
    const candidate = waiting[index]
    if (!candidate) break
    if (candidate.until <= now) {
      candidate.reject(new DeskError('UNAVAILABLE', 'It waited too long to be stored.'))
      continue
    }
    weight += weigh(candidate.item)
    if (weight > weightMax && group.length > 0) break
    group.push(candidate)
  }
  return [group, waiting.slice(index)]
}

/** What fails together is tried in halves, so that one that cannot be stored harms none of its neighbours. */
async function saveGroup<T, R>(group: Waiting<T, R>[], save: (items: T[]) => Promise<R[]>): Promise<void> {
  if (group.length === 0) return
  try {
    const results = await save(group.map(({ item }) => item))
    group.forEach(({ resolve, reject }, index) => {
      const result = results[index]
      if (result === undefined) reject(new Error('Nothing was told of this item.'))
      else resolve(result)
    })
  } catch (error) {
    if (group.length === 1 || isDatabaseUnavailable(error)) return group.forEach(({ reject }) => reject(error))
    const middle = Math.ceil(group.length / 2)
    await saveGroup(group.slice(0, middle), save)
    await saveGroup(group.slice(middle), save)
  }
}

function full(): DeskError {
  return new DeskError('UNAVAILABLE', 'Too many deliveries wait to be stored. Send it again.', undefined, {
    retryAfterSeconds: 1,
  })
}
