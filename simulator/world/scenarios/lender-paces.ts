import { LENDERS, type Lender } from '../lenders'
import { DAY, HOUR, MINUTE, SECOND } from '../types'

/** A world in which how long is too long differs by lender: one is slow, one is fast, and one stops answering. */

export const SLOW_LENDER = 'Vindhya Lending'
export const FAST_LENDER = 'Deccan Capital'
export const STALLED_LENDER = 'Coromandel Money'

/** The stall lasts until the end of the history, and beyond. */
export const STALL_MS = 20 * HOUR
const HICCUP_MS = 45 * MINUTE

/** `now` is the end of the history. The fast lender hangs for a while each day, at another hour each time. */
export function pacedLenders(now: number, days: number): [Lender, ...Lender[]] {
  const hiccups = Array.from({ length: Math.floor(days) }, (_, day) => {
    const from = now - (day + 1) * DAY + ((day * 7 + 9) % 22) * HOUR
    return { from, to: from + HICCUP_MS }
  })
  const paces: Record<string, Partial<Lender>> = {
    [SLOW_LENDER]: { dispatchMedian: 14 * MINUTE, dispatchSigma: 0.4 },
    [FAST_LENDER]: { dispatchMedian: 20 * SECOND, dispatchSigma: 0.4, outages: hiccups },
    [STALLED_LENDER]: { outages: [{ from: now - STALL_MS, to: now + 2 * HOUR }] },
  }
  const [first, ...others] = LENDERS
  const paced = (lender: Lender): Lender => ({ ...lender, ...paces[lender.name] })
  return [paced(first), ...others.map(paced)]
}
