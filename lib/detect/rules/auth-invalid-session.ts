import type { ApiCall } from '@/lib/domain/api-call'
import type { RejectedCause } from '@/lib/domain/finding'
import {
  endOf,
  firstAfter,
  groupBy,
  isSuccess,
  lookBackMs,
  SKEW_MS,
  startOf,
  type CallerView,
  type Mark,
  type Verdict,
} from './caller-view'

const CONDITION = 'auth-invalid-session'

interface Facts {
  view: CallerView
  /** Successful calls by `borrower|environment`, and refusals by token, each by time. */
  successes: Map<string, ApiCall[]>
  refusals: Map<string, ApiCall[]>
}

/** Each refused session or refresh token with its cause; a normal refresh cycle leaves no mark. */
export function sessionMarks(view: CallerView): Mark[] {
  const refused = view.calls.filter(({ status, errorCode }) => status === 401 && errorCode === 'AUTH_INVALID_SESSION')
  if (refused.length === 0) return []
  const borrowers = new Set(refused.map((call) => groupOf(call, view)))
  const succeeded = view.calls.filter((call) => isSuccess(call) && borrowers.has(groupOf(call, view)))
  const facts: Facts = {
    view,
    successes: groupBy(succeeded, (call) => groupOf(call, view)),
    refusals: groupBy(refused, (call) => tokenOf(call, view)),
  }
  return refused.map((call) => markOf(call, facts)).filter((mark) => mark !== null)
}

function borrowerOf(call: ApiCall, { tokens }: CallerView): string | null {
  const token = call.auth?.fingerprint
  return call.borrowerExternalID ?? (token ? tokens.borrowerOf(token) : null)
}

function groupOf(call: ApiCall, view: CallerView): string {
  return `${borrowerOf(call, view) ?? ''}|${call.environment}`
}

function tokenOf(call: ApiCall, view: CallerView): string {
  return `${call.auth?.fingerprint ?? ''}|${groupOf(call, view)}`
}

function markOf(call: ApiCall, facts: Facts): Mark | null {
  const { view } = facts
  const at = startOf(call)
  const [cause, said] = causeOf(call, view)
  const mayRecover = cause === 'session-expired' || cause === 'undetermined'
  const recovered = mayRecover ? recovery(call, facts) : null
  const others = mayRecover ? otherRefusals(call, facts, recovered) : []
  if (recovered && others.length === 0) return null
  const cycleMs = view.settings['auth.refreshCycle.seconds'] * 1000 + SKEW_MS
  const again = others.find((other) => startOf(other) > at)
  const end = at + lookBackMs(view.settings)
  return {
    condition: CONDITION,
    cause,
    variant: null,
    detail: { route: call.route, environment: call.environment },
    since: at,
    at,
    knownAt: mayRecover ? Math.min(at + cycleMs + 1, again ? startOf(again) : Infinity) : 0,
    until: Math.min(end, clearedAt(call, facts)),
    call,
    said: `${call.route} was refused: ${said}`,
    tell: () => verdictOf(cause, call, view),
  }
}

function causeOf(call: ApiCall, view: CallerView): [cause: string, said: string] {
  const { auth, environment } = call
  if (!auth) return ['undetermined', 'the log does not say what credential was sent']
  const isToken = auth.kind === 'session' || auth.kind === 'refresh'
  if (isToken && auth.environment && auth.environment !== environment) {
    return ['session-wrong-environment', `a ${auth.environment} token on the ${environment} base URL`]
  }
  if (!isToken || !auth.fingerprint) return ['undetermined', 'the log does not tell which session token was sent']
  const replaced = supersededBy(call, view)
  if (replaced) {
    return ['refresh-token-reused', `the ${auth.kind} token was superseded at ${replaced.occurredAt.toISOString()}`]
  }
  const expiry = view.tokens.expiresAt(auth.fingerprint)
  if (expiry !== null && startOf(call) > expiry + SKEW_MS) {
    return ['session-expired', `the session had expired at ${new Date(expiry).toISOString()}`]
  }
  return ['undetermined', expiry === null ? 'the expiry of the token is not known' : 'the session had not expired']
}

function supersededBy(call: ApiCall, view: CallerView): ApiCall | null {
  const borrower = borrowerOf(call, view)
  const token = call.auth?.fingerprint
  const issue = token && borrower !== null ? view.tokens.supersededBy(token, borrower, call.environment) : null
  return issue && startOf(issue) + SKEW_MS < startOf(call) ? issue : null
}

/** A success of the same borrower with a token that is newer than the refusal, within the time of a refresh cycle. */
function recovery(call: ApiCall, facts: Facts): ApiCall | null {
  const { view, successes } = facts
  const { tokens, settings } = view
  const own = successes.get(groupOf(call, view)) ?? []
  const until = startOf(call) + settings['auth.refreshCycle.seconds'] * 1000 + SKEW_MS
  for (let index = firstAfter(own, startOf(call), startOf); index < own.length; index++) {
    const one = own[index]
    if (!one || startOf(one) > until) return null
    const token = one.auth?.kind === 'session' ? one.auth.fingerprint : null
    const isNew = token && token !== call.auth?.fingerprint && (tokens.firstSeenAt(token) ?? 0) >= startOf(call)
    if (isNew) return one
  }
  return null
}

/** Refusals of the same token around it that are no part of one burst: "one 401" is what a refresh cycle has. */
function otherRefusals(call: ApiCall, facts: Facts, recovered: ApiCall | null): ApiCall[] {
  const cycleMs = facts.view.settings['auth.refreshCycle.seconds'] * 1000
  const own = facts.refusals.get(tokenOf(call, facts.view)) ?? []
  const from = firstAfter(own, startOf(call) - cycleMs - 1, startOf)
  const to = firstAfter(own, recovered ? startOf(recovered) : startOf(call) + cycleMs, startOf)
  return own.slice(from, to).filter((other) => !isBurst(call, other))
}

/** Sent before the refusal of the other could have been acted on. */
function isBurst(a: ApiCall, b: ApiCall): boolean {
  const [first, second] = startOf(a) <= startOf(b) ? [a, b] : [b, a]
  return startOf(second) <= endOf(first) + SKEW_MS
}

/** The next success of the same kind for the same borrower: a session for a session, a refresh or mint for a refresh. */
function clearedAt(call: ApiCall, { view, successes }: Facts): number {
  const own = successes.get(groupOf(call, view)) ?? []
  const wantsRefresh = call.auth?.kind === 'refresh'
  for (let index = firstAfter(own, startOf(call), startOf); index < own.length; index++) {
    const one = own[index]
    if (!one) break
    const isRefresh = one.route === 'POST /sessions/refresh' || one.route === 'POST /sessions'
    if (wantsRefresh ? isRefresh : !isRefresh && one.auth?.kind !== 'api_key') return startOf(one)
  }
  return Infinity
}

const SUMMARIES: Record<string, string> = {
  'session-expired': 'Sessions are used after they have expired, and are not refreshed.',
  'refresh-token-reused': 'A token is used again after a later mint or refresh made it void.',
  'session-wrong-environment': "The other environment's session is used on this base URL.",
  undetermined:
    'Sessions are refused and nothing tells why: report `issued` with mints and refreshes, and `auth` with each call.',
}

function verdictOf(cause: string, call: ApiCall, view: CallerView): Verdict {
  return {
    confidence: cause === 'undetermined' ? 0.3 : 0.96,
    severity: cause === 'undetermined' ? 'medium' : 'high',
    summary: SUMMARIES[cause] ?? '',
    facts: [],
    rejectedCauses: rejectedOf(call, view).filter((rejected) => rejected.cause !== cause),
  }
}

function rejectedOf(call: ApiCall, view: CallerView): RejectedCause[] {
  const token = call.auth?.fingerprint ?? null
  const expiry = token ? view.tokens.expiresAt(token) : null
  const isPast = expiry !== null && startOf(call) > expiry + SKEW_MS
  const environment = call.auth?.environment ?? null
  return [
    {
      cause: 'session-expired',
      why: isPast
        ? 'It had expired too, but a refresh would not have helped.'
        : expiry === null
          ? 'The expiry of the token is not known.'
          : 'The call came before the session expired.',
    },
    { cause: 'refresh-token-reused', why: 'No later mint or refresh of the same borrower is known.' },
    {
      cause: 'session-wrong-environment',
      why: environment
        ? `The token and the base URL are both ${call.environment}.`
        : 'The log does not tell the environment of the token.',
    },
  ]
}
