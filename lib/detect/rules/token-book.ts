import type { ApiCall } from '@/lib/domain/api-call'
import { compareCalls, firstAfter, groupBy, isSuccess, startOf } from './caller-view'

/** What is known of tokens: when each was first seen, how long it lives, and what replaced it. */
export interface TokenBook {
  firstSeenAt: (fingerprint: string) => number | null
  /** Of a session token that was issued within our knowledge. */
  expiresAt: (fingerprint: string) => number | null
  borrowerOf: (fingerprint: string) => string | null
  /**
   * The first mint or refresh of that borrower which made the token void, seen after the token itself. Each environment
   * has sessions of its own.
   */
  supersededBy: (fingerprint: string, borrower: string, environment: string) => ApiCall | null
  /** Whether the key worked before that time. */
  keyWorkedBefore: (fingerprint: string, at: number) => boolean
}

/** When a key was first used, and first worked. */
export interface KeyUse {
  seenAt: Date
  workedAt: Date | null
}

/** `issues` are successful mints and refreshes, by whichever caller; `keys` tells of API keys beyond the calls. */
export function tokenBook(
  calls: ApiCall[],
  issues: ApiCall[],
  keys: ReadonlyMap<string, KeyUse> = new Map(),
): TokenBook {
  const issuing = [...new Map([...issues, ...calls].filter(isIssue).map((call) => [call.callID, call])).values()]
  issuing.sort(compareCalls)
  const issueOf = new Map(issuing.flatMap((call) => fingerprintsOf(call).map((one) => [one, call] as const)))
  const byBorrower = groupBy(issuing, (call) => `${borrowerOfIssue(call, issueOf) ?? ''}|${call.environment}`)
  const seen = new Map<string, number>()
  const worked = new Map<string, number>()
  for (const [fingerprint, { seenAt, workedAt }] of keys) {
    noteEarlier(seen, fingerprint, seenAt.getTime())
    if (workedAt) noteEarlier(worked, fingerprint, workedAt.getTime())
  }
  for (const call of [...issuing, ...calls]) {
    const used = call.auth?.fingerprint
    for (const one of used ? [used, ...fingerprintsOf(call)] : fingerprintsOf(call))
      noteEarlier(seen, one, startOf(call))
    if (used && call.auth?.kind === 'api_key' && isSuccess(call)) noteEarlier(worked, used, startOf(call))
  }
  return {
    firstSeenAt: (fingerprint) => seen.get(fingerprint) ?? null,
    expiresAt: (fingerprint) => {
      const issued = issueOf.get(fingerprint)?.issued
      return issued?.sessionFingerprint === fingerprint ? (issued.sessionExpiresAt?.getTime() ?? null) : null
    },
    borrowerOf: (fingerprint) => issueOf.get(fingerprint)?.borrowerExternalID ?? null,
    supersededBy: (fingerprint, borrower, environment) => {
      const own = byBorrower.get(`${borrower}|${environment}`) ?? []
      const since = seen.get(fingerprint)
      if (since === undefined) return null
      for (let index = firstAfter(own, since - 1, startOf); index < own.length; index++) {
        const issue = own[index]
        if (!issue || fingerprintsOf(issue).includes(fingerprint)) continue
        if (startOf(issue) > since || issue.auth?.fingerprint === fingerprint) return issue
      }
      return null
    },
    keyWorkedBefore: (fingerprint, at) => (worked.get(fingerprint) ?? Infinity) < at,
  }
}

function isIssue(call: ApiCall): boolean {
  return call.issued !== null && isSuccess(call)
}

export function fingerprintsOf({ issued }: ApiCall): string[] {
  return [issued?.sessionFingerprint, issued?.refreshFingerprint].filter((one) => one != null)
}

/** A refresh whose record names no borrower is of the borrower whose token it used. */
function borrowerOfIssue(call: ApiCall, issueOf: Map<string, ApiCall>): string | null {
  const used = call.auth?.fingerprint
  return call.borrowerExternalID ?? (used ? (issueOf.get(used)?.borrowerExternalID ?? null) : null)
}

function noteEarlier(times: Map<string, number>, name: string, at: number): void {
  const before = times.get(name)
  if (before === undefined || at < before) times.set(name, at)
}
