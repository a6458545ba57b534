import type { ApiCall } from '@/lib/domain/api-call'
import type { DerivedFinding } from '@/lib/domain/finding'
import type { Settings } from '@/lib/domain/settings'
import { foldMarks, type CallerJudgement, type CallerRef } from './caller-episodes'
import { apiKeyMarks } from './rules/auth-invalid-api-key'
import { sessionMarks } from './rules/auth-invalid-session'
import { compareCalls, lookBackMs } from './rules/caller-view'
import { rateLimitMarks } from './rules/rate-limited'
import { CHAIN_MAX_MS } from './rules/retry-chains'
import { tokenBook, type KeyUse } from './rules/token-book'
import { validationMarks } from './rules/validation-failed'

/** A calling system's calls, or the last of them. */
export interface CallerHistory extends CallerRef {
  calls: ApiCall[]
  /** Successful mints and refreshes of the borrowers concerned, by whichever caller and at any time. */
  issues: ApiCall[]
  /** When API keys were first used and first worked, by fingerprint; absent where the calls tell all. */
  keys?: ReadonlyMap<string, KeyUse>
  /** What was derived before the calls from `since` on were known; absent: `calls` are the whole history. */
  known?: {
    before: DerivedFinding[]
    since: Date
    /** Where the calls begin later than they should. */
    completeFrom?: Date | null
  }
}

/** How far a call reaches back: what it may clear or explain, and what that stood on. Calls are needed from `load` before. */
export function reachMs(settings: Settings): { cut: number; load: number } {
  const lookBack = lookBackMs(settings)
  return { cut: lookBack, load: 2 * lookBack + CHAIN_MAX_MS }
}

/** Every finding of a caller with its episodes in event time, at `now`. Any order of the calls derives the same. */
export function replayCaller(history: CallerHistory, settings: Settings, now: Date): CallerJudgement {
  const calls = [...new Map(history.calls.map((call) => [call.callID, call])).values()].toSorted(compareCalls)
  const view = { calls, tokens: tokenBook(calls, history.issues, history.keys), settings }
  const marks = [...apiKeyMarks(view), ...sessionMarks(view), ...validationMarks(view), ...rateLimitMarks(view)]
  const cut = history.known ? history.known.since.getTime() - reachMs(settings).cut : -Infinity
  const completeFrom = history.known?.completeFrom?.getTime() ?? cut
  return foldMarks(marks, {
    applicationID: history.applicationID,
    caller: history.caller,
    now: now.getTime(),
    joinMsOf: (condition) => joinMs(condition, settings),
    cut,
    slackMs: completeFrom > cut ? completeFrom - cut : 0,
    before: history.known?.before ?? [],
  })
}

/**
 * A success between refusals ends an auth finding, and a share of early retries may fall under its threshold; that either
 * begins again minutes later makes no new episode.
 */
function joinMs(condition: string, settings: Settings): number {
  const takesTurns = condition.startsWith('auth-') || condition === 'rate-limited'
  return takesTurns ? settings['auth.keySetUp.minutes'] * 60_000 : 0
}
