import type { ApiCall } from '@/lib/domain/api-call'
import type { Severity } from '@/lib/domain/conditions'
import type { Evidence, RejectedCause } from '@/lib/domain/finding'
import { isWriteMethod } from '@/lib/domain/retries'
import type { Settings } from '@/lib/domain/settings'
import type { TokenBook } from './token-book'

/** A caller's calls of one stretch of event time: everything that a rule of a caller may look at. */
export interface CallerView {
  /** By `occurredAt`, then by ID. */
  calls: ApiCall[]
  tokens: TokenBook
  settings: Settings
}

export interface Verdict {
  confidence: number
  severity: Severity
  summary: string
  /** What stands beside the calls: rates, thresholds. */
  facts: Evidence[]
  rejectedCauses: RejectedCause[]
}

/** One piece of evidence that a cause holds. Times are milliseconds of event time. */
export interface Mark {
  condition: string
  cause: string
  /** Tells findings of one cause on one caller apart; null where there is only one. */
  variant: string | null
  detail: Record<string, string | null>
  /** The earliest evidence that it stands on, and the latest. */
  since: number
  at: number
  /** Before this it cannot be told from healthy behaviour; 0 where it speaks at once. */
  knownAt: number
  /** Until when it counts. */
  until: number
  call: ApiCall
  said: string
  tell: () => Verdict
}

export const SKEW_MS = 1000
const MINUTE_MS = 60_000

export function lookBackMs(settings: Settings): number {
  return settings['caller.lookBack.minutes'] * MINUTE_MS
}

export function startOf(call: ApiCall): number {
  return call.occurredAt.getTime()
}

/** When the answer was there. */
export function endOf(call: ApiCall): number {
  return call.occurredAt.getTime() + Math.max(0, call.durationMs ?? 0)
}

export function isSuccess({ status }: ApiCall): boolean {
  return status >= 200 && status < 300
}

export function isWrite({ method }: ApiCall): boolean {
  return isWriteMethod(method)
}

export function callEvidence(call: ApiCall, said: string): Evidence {
  const { callID, requestID, correlationID } = call
  const ref = { callID, ...(requestID ? { requestID } : {}), ...(correlationID ? { correlationID } : {}) }
  return { kind: 'call', at: call.occurredAt, summary: said, ref }
}

/** How often, or how fast, as of that call. */
export function rateEvidence(call: ApiCall, summary: string): Evidence {
  return { kind: 'rate', at: call.occurredAt, summary, ref: null }
}

export function thresholdEvidence(summary: string): Evidence {
  return { kind: 'threshold', at: null, summary, ref: null }
}

export function compareCalls(a: ApiCall, b: ApiCall): number {
  return startOf(a) - startOf(b) || (a.callID < b.callID ? -1 : a.callID > b.callID ? 1 : 0)
}

/** The place of the first item whose time is after `at`; `items` are sorted by time. */
export function firstAfter<T>(items: T[], at: number, timeOf: (item: T) => number): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && timeOf(item) > at) high = middle
    else low = middle + 1
  }
  return low
}

export function groupBy<T>(items: Iterable<T>, nameOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = nameOf(item)
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}
