import type { ApiCall } from '@/lib/domain/api-call'
import { endOf, isWrite, startOf } from './caller-view'

/** One operation and its repeats: every call but the last failed in a way that may be retried. */
export interface RetryChain {
  calls: ApiCall[]
  /** How many of them were 429s. */
  limited: number
}

/** A repeat that comes later than this, or than twice what was asked, is a new attempt and no retry. */
const GAP_MAX_MS = 10 * 60_000
/** Longer chains are cut, so that late arrivals change a bounded past. */
export const CHAIN_MAX_MS = 60 * 60_000

/** Method, raw path, borrower, and for writes the digest of the body. */
export function operationOf(call: ApiCall): string {
  const { method, path, borrowerExternalID, bodySha256 } = call
  return [method, path, borrowerExternalID ?? '', isWrite(call) ? (bodySha256 ?? '') : ''].join('\n')
}

/** What followed each 429, by the end of each chain. `calls` are sorted by time. */
export function retryChains(calls: ApiCall[]): RetryChain[] {
  const open = new Map<string, RetryChain>()
  const chains: RetryChain[] = []
  for (const call of calls) {
    const name = operationOf(call)
    const chain = open.get(name)
    if (chain && follows(chain, call)) {
      chain.calls.push(call)
      if (call.status === 429) chain.limited += 1
      if (!mayBeRetried(call)) open.delete(name)
    } else if (mayBeRetried(call) && !(chain && isParallel(chain, call))) {
      const begun = { calls: [call], limited: call.status === 429 ? 1 : 0 }
      open.set(name, begun)
      chains.push(begun)
    } else if (!chain || !isParallel(chain, call)) open.delete(name)
  }
  return chains.filter(({ limited }) => limited > 0)
}

function mayBeRetried({ status }: ApiCall): boolean {
  return status === 429 || status === 0 || status >= 500
}

/** Under way before the answer of the one before was there. */
function isParallel({ calls }: RetryChain, call: ApiCall): boolean {
  const last = calls.at(-1)
  return last !== undefined && startOf(call) < endOf(last)
}

function follows(chain: RetryChain, call: ApiCall): boolean {
  const first = chain.calls[0]
  const last = chain.calls.at(-1)
  if (!first || !last || isParallel(chain, call)) return false
  const gapMax = Math.max(GAP_MAX_MS, 2 * (last.retryAfterMs ?? 0))
  return startOf(call) - endOf(last) <= gapMax && startOf(call) - startOf(first) <= CHAIN_MAX_MS
}

export function lastOf({ calls }: RetryChain): ApiCall {
  const last = calls.at(-1)
  if (!last) throw new Error('A chain has a call')
  return last
}

const WAIT_MIN_MS = 10

/**
 * From each answer to the next call, milliseconds; less than can be told from none is the least that is told. The time
 * that the answer took is no part of it: it would hide how short waits grow.
 */
export function gapsOf({ calls }: RetryChain): number[] {
  return calls.slice(1).map((call, index) => Math.max(WAIT_MIN_MS, startOf(call) - endOf(calls[index] ?? call)))
}
