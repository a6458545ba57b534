import type { ApiCall } from '@/lib/domain/api-call'
import type { Settings } from '@/lib/domain/settings'
import {
  loadCallerFailures,
  loadFollowUps,
  loadIssues,
  loadIssuesOfTokens,
  loadKeyHistory,
  type FollowUps,
} from '@/lib/store/api-calls-read'
import { enqueueConcerned, loadCallerFindings, scheduleCaller, worthJudging } from '@/lib/store/caller-work'
import { lockForDetection, type QueuedSubject } from '@/lib/store/detect-work'
import { saveFindings } from '@/lib/store/save-findings'
import { loadSettings } from '@/lib/store/settings'
import type { Transaction } from '@/lib/store/transaction'
import type { CallerJudgement, CallerRef } from './caller-episodes'
import { errorWords } from '@/lib/domain/error-words'
import { reachMs, replayCaller } from './replay-caller'

const FAILURES_MAX = 10_000
const FOLLOW_UPS_MAX = 20_000
const ISSUES_MAX = 20_000
/** Tokens are looked for this long before their use. */
const TOKEN_REACH_MS = 7 * 24 * 60 * 60_000
const EARLIEST = new Date(0)
const AHEAD_MS = 2 * 24 * 60 * 60_000

/** Judges callers anew from the earliest call that is not yet counted. Answers the errors by `applicationID|caller`. */
export async function judgeCallers(
  tx: Transaction,
  subjects: QueuedSubject[],
  now: Date,
): Promise<Map<string, string>> {
  const failed = new Map<string, string>()
  if (subjects.length === 0) return failed
  await lockForDetection(
    tx,
    subjects.map(({ applicationID, subjectID }) => ({ applicationID, journeyID: `caller|${subjectID}` })),
  )
  const worth = await worthJudging(tx, await Promise.all(subjects.map(reachOf)))
  for (const subject of subjects) {
    if (!worth.has(nameOf(subject))) continue
    const caller = { applicationID: subject.applicationID, caller: subject.subjectID }
    try {
      const since = subject.since ?? EARLIEST
      await judgeCaller(tx, caller, since, now)
      if (subject.subjectType === 'caller') await enqueueConcerned(tx, caller, since)
    } catch (error) {
      if (isDatabaseError(error)) throw error
      failed.set(nameOf(subject), errorWords(error))
    }
  }
  return failed
}

/** The times from which the subject's calls count. */
async function reachOf({ applicationID, subjectID, since }: QueuedSubject) {
  const from = since ?? EARLIEST
  const { load } = reachMs(await loadSettings(applicationID))
  return { applicationID, caller: subjectID, since: from, from: new Date(Math.max(0, from.getTime() - load)) }
}

export function nameOf({ applicationID, subjectID }: QueuedSubject): string {
  return `${applicationID}|${subjectID}`
}

/** After one, the transaction is void and nothing of it can be saved. */
function isDatabaseError(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('Prisma')
}

/**
 * In slices, so that memory stays bounded however long the history is. Each slice is judged on what the one before left,
 * exactly as calls that come later are.
 */
async function judgeCaller(tx: Transaction, caller: CallerRef, since: Date, now: Date): Promise<void> {
  const settings = await loadSettings(caller.applicationID)
  const before = await loadCallerFindings(tx, caller.applicationID, caller.caller)
  let judgement: CallerJudgement = { findings: before, nextCheckAt: null }
  let from: Date | null = since
  while (from) {
    const slice: Slice = await loadSlice(tx, caller, from, settings)
    const until: Date = slice.isLast ? now : slice.end
    const known = { before: judgement.findings, since: from, completeFrom: slice.completeFrom }
    judgement = replayCaller({ ...caller, ...slice, known }, settings, until)
    from = slice.isLast ? null : slice.end
  }
  await saveFindings(
    tx,
    'caller',
    [{ applicationID: caller.applicationID, subjectID: caller.caller }],
    judgement.findings,
  )
  await scheduleCaller(tx, caller, judgement.nextCheckAt)
}

interface Slice {
  calls: ApiCall[]
  issues: ApiCall[]
  keys: Awaited<ReturnType<typeof loadKeyHistory>>
  /** Before it, failures were too many to be read; null: all were. */
  completeFrom: Date | null
  end: Date
  isLast: boolean
}

/** The failures from `since` on, with what they reach back to, and the calls that tell how they went on. */
async function loadSlice(tx: Transaction, caller: CallerRef, since: Date, settings: Settings): Promise<Slice> {
  const { applicationID, caller: name } = caller
  const to = new Date(Date.now() + AHEAD_MS)
  const from = new Date(Math.max(0, since.getTime() - reachMs(settings).load))
  const reached = await loadCallerFailures(applicationID, name, { from, to: since, limit: FAILURES_MAX }, tx)
  const fresh = await loadCallerFailures(
    applicationID,
    name,
    { from: since, to, limit: FAILURES_MAX, keep: 'first' },
    tx,
  )
  const failures = [...reached, ...fresh]
  const first = failures[0]
  if (!first) return { calls: [], issues: [], keys: new Map(), completeFrom: null, end: to, isLast: true }
  const failuresEnd = endOfFull(fresh, FAILURES_MAX, since)
  const followed = await loadFollowed(tx, caller, failures, { from, to: failuresEnd ?? to, since })
  const end = followed.end ?? failuresEnd
  const calls = [...failures, ...followed.calls].filter(({ occurredAt }) => !end || occurredAt <= end)
  const window = { from: first.occurredAt, to: end ?? to }
  const issues = await loadTokenIssues(tx, caller, failures, window)
  const keys = await loadKeyHistory(applicationID, keysOf(calls), tx)
  const truncated = reached.length < FAILURES_MAX ? null : first.occurredAt
  return { calls, issues, keys, completeFrom: followed.completeFrom ?? truncated, end: window.to, isLast: end === null }
}

/** Where a slice has to end because more was found than it may hold; null: it holds all, or cannot be made smaller. */
function endOfFull(calls: ApiCall[], limit: number, since: Date): Date | null {
  const last = calls.length < limit ? undefined : calls.at(-1)
  return last && last.occurredAt > since ? last.occurredAt : null
}

interface Followed {
  calls: ApiCall[]
  end: Date | null
  completeFrom: Date | null
}

/** The first of them, so that the slice ends there; where the reach alone is more than a slice may hold, the last. */
async function loadFollowed(
  tx: Transaction,
  { applicationID, caller }: CallerRef,
  failures: ApiCall[],
  { from, to, since }: { from: Date; to: Date; since: Date },
): Promise<Followed> {
  const wanted = followUpsOf(failures)
  if (!wanted) return { calls: [], end: null, completeFrom: null }
  const window = { from, to, limit: FOLLOW_UPS_MAX }
  const calls = await loadFollowUps(applicationID, caller, wanted, { ...window, keep: 'first' }, tx)
  const end = endOfFull(calls, FOLLOW_UPS_MAX, since)
  if (end || calls.length < FOLLOW_UPS_MAX) return { calls, end, completeFrom: null }
  const last = await loadFollowUps(applicationID, caller, wanted, window, tx)
  return { calls: last, end: null, completeFrom: last[0]?.occurredAt ?? null }
}

/** Null where the failures alone tell all, as what failed validation does. Most calls succeed, so no more are read than count. */
function followUpsOf(failures: ApiCall[]): FollowUps | null {
  const limited = failures.filter(({ status }) => status === 429)
  const hasRefused = failures.some(({ errorCode }) => errorCode === 'AUTH_INVALID_SESSION')
  const named = new Set(hasRefused ? failures.map(({ borrowerExternalID }) => borrowerExternalID) : [])
  const keys = failures.some(({ errorCode }) => errorCode === 'AUTH_INVALID_API_KEY')
  if (limited.length === 0 && !hasRefused && !keys) return null
  return {
    paths: [...new Set(limited.map(({ path }) => path))],
    borrowers: [...named].filter((borrower) => borrower !== null),
    unnamed: named.has(null),
    keys,
    writes: limited.some(({ method }) => method !== 'GET'),
  }
}

/** For nothing but refused sessions: what made their tokens, and what made them void. */
async function loadTokenIssues(
  tx: Transaction,
  { applicationID }: CallerRef,
  failures: ApiCall[],
  window: { from: Date; to: Date },
): Promise<ApiCall[]> {
  const refused = failures.filter(({ errorCode }) => errorCode === 'AUTH_INVALID_SESSION')
  if (refused.length === 0) return []
  const reach = { from: new Date(window.from.getTime() - TOKEN_REACH_MS), to: window.to, limit: ISSUES_MAX }
  const tokens = [...new Set(refused.map(({ auth }) => auth?.fingerprint).filter((token) => token != null))]
  const made = await loadIssuesOfTokens(applicationID, tokens, reach, tx)
  const borrowers = new Set([...refused, ...made].map(({ borrowerExternalID }) => borrowerExternalID))
  const later = await loadIssues(
    applicationID,
    [...borrowers].filter((borrower) => borrower !== null),
    reach,
    tx,
  )
  return [...made, ...later]
}

function keysOf(calls: ApiCall[]): string[] {
  if (!calls.some(({ errorCode }) => errorCode === 'AUTH_INVALID_API_KEY')) return []
  const used = calls.map(({ auth }) => (auth?.kind === 'api_key' ? auth.fingerprint : null))
  return [...new Set(used.filter((key) => key !== null))]
}
