import type { ApiCall } from '@/lib/domain/api-call'
import type { RejectedCause } from '@/lib/domain/finding'
import {
  firstAfter,
  groupBy,
  isSuccess,
  lookBackMs,
  startOf,
  type CallerView,
  type Mark,
  type Verdict,
} from './caller-view'

const CONDITION = 'auth-invalid-api-key'

/** Each refused API key with its cause; it counts until the look-back ends or the same kind of call succeeds. */
export function apiKeyMarks(view: CallerView): Mark[] {
  const refused = view.calls.filter(({ status, errorCode }) => status === 401 && errorCode === 'AUTH_INVALID_API_KEY')
  if (refused.length === 0) return []
  const worked = groupBy(
    view.calls.filter((call) => isSuccess(call) && isKeyCall(call)),
    ({ environment }) => environment,
  )
  const byKey = new Map([...worked].map(([environment, calls]) => [environment, groupBy(calls, keyOf)]))
  return refused.map((call) => {
    const own = worked.get(call.environment) ?? []
    return markOf(call, view, own, byKey.get(call.environment) ?? new Map())
  })
}

function keyOf({ auth }: ApiCall): string {
  return auth?.kind === 'api_key' ? (auth.fingerprint ?? '') : ''
}

/** Minting is what a key is for; whatever else an API key opened is the same kind of call. */
function isKeyCall(call: ApiCall): boolean {
  return call.route === 'POST /sessions' || call.auth?.kind === 'api_key'
}

function markOf(call: ApiCall, view: CallerView, worked: ApiCall[], byKey: Map<string, ApiCall[]>): Mark {
  const at = startOf(call)
  const end = at + lookBackMs(view.settings)
  const next = nextAfter(worked, at)
  const [cause, said] = causeOf(call, view, byKey)
  return {
    condition: CONDITION,
    cause,
    variant: null,
    detail: { route: call.route, environment: call.environment },
    since: at,
    at,
    knownAt: 0,
    until: next ? Math.min(startOf(next), end) : end,
    call,
    said: `${call.route} was refused: ${said}`,
    tell: () => verdictOf(cause, call),
  }
}

function nextAfter(calls: ApiCall[], at: number): ApiCall | undefined {
  return calls[firstAfter(calls, at, startOf)]
}

function causeOf(call: ApiCall, view: CallerView, byKey: Map<string, ApiCall[]>): [cause: string, said: string] {
  const { tokens } = view
  const { auth, environment } = call
  if (!auth) return ['undetermined', 'the log does not say what credential was sent']
  if (auth.kind === 'none') return ['missing-bearer-key', 'no credential was sent']
  if (auth.kind === 'malformed') return ['missing-bearer-key', 'the credential is malformed']
  if (auth.kind !== 'api_key') return ['missing-bearer-key', `a ${auth.kind} token stands where the key belongs`]
  if (auth.environment && auth.environment !== environment) {
    return ['wrong-environment-key', `a ${auth.environment} key on the ${environment} base URL`]
  }
  const { fingerprint } = auth
  if (!fingerprint) return ['undetermined', 'the log does not tell the fingerprint of the key']
  if (tokens.keyWorkedBefore(fingerprint, startOf(call))) {
    return ['revoked-or-rotated-key', `key ${fingerprint} has worked before`]
  }
  const newer = newerKey(call, fingerprint, view, byKey)
  if (newer) return ['revoked-or-rotated-key', `the newer key ${newer} works`]
  return ['undetermined', `key ${fingerprint} has never worked`]
}

/** A key first seen after the refused one that works within the look-back, before the refusal or after it. */
function newerKey(call: ApiCall, refused: string, view: CallerView, byKey: Map<string, ApiCall[]>): string | null {
  const { tokens, settings } = view
  const since = tokens.firstSeenAt(refused) ?? Infinity
  for (const [key, calls] of byKey) {
    if (key === '' || key === refused || (tokens.firstSeenAt(key) ?? 0) <= since) continue
    const works = nextAfter(calls, startOf(call) - lookBackMs(settings))
    if (works && startOf(works) <= startOf(call) + lookBackMs(settings)) return key
  }
  return null
}

const SUMMARIES: Record<string, string> = {
  'missing-bearer-key': 'Calls that need the API key go out without one.',
  'wrong-environment-key': "The other environment's key is used on this base URL.",
  'revoked-or-rotated-key': 'The key is the right kind and worked once; it was revoked or rotated.',
  undetermined:
    'The key is refused and nothing tells why: it has never worked here. Compare its fingerprint with the configured key.',
}

function verdictOf(cause: string, call: ApiCall): Verdict {
  return {
    confidence: cause === 'undetermined' ? 0.3 : 0.97,
    severity: cause === 'undetermined' ? 'high' : 'critical',
    summary: SUMMARIES[cause] ?? '',
    facts: [],
    rejectedCauses: rejectedOf(call).filter((rejected) => rejected.cause !== cause),
  }
}

function rejectedOf({ auth, environment }: ApiCall): RejectedCause[] {
  if (!auth) {
    const why = 'The log does not say what credential was sent.'
    return ['missing-bearer-key', 'wrong-environment-key', 'revoked-or-rotated-key'].map((cause) => ({ cause, why }))
  }
  const isKey = auth.kind === 'api_key'
  const isForeign = isKey && auth.environment !== null && auth.environment !== environment
  return [
    { cause: 'missing-bearer-key', why: 'An API key was sent.' },
    { cause: 'wrong-environment-key', why: environmentTold(auth.environment, environment, isKey) },
    {
      cause: 'revoked-or-rotated-key',
      why: isForeign
        ? "The key is the other environment's."
        : isKey
          ? 'This key has never worked, and no newer one works.'
          : 'No API key was sent.',
    },
  ]
}

function environmentTold(of: string | null, called: string, isKey: boolean): string {
  if (!isKey) return 'No API key was sent.'
  return of ? `The key and the base URL are both ${called}.` : 'The log does not tell the environment of the key.'
}
