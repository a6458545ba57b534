import type { ApiCall } from '@/lib/domain/api-call'
import { routeOf } from '@/lib/domain/route-template'
import { replayCaller } from '@/lib/detect/replay-caller'
import type { CallerHistory } from '@/lib/detect/replay-caller'
import { defaultSettings, type Settings } from '@/lib/domain/settings'
import { T0 } from './journeys'

/** Calls for tests: everything unknown but what is given. Times are seconds after T0. */

let made = 0

export function call(
  seconds: number,
  method: string,
  path: string,
  status: number,
  rest: Partial<ApiCall> = {},
): ApiCall {
  const route = routeOf(method, path)
  made += 1
  return {
    callID: `call_${String(made).padStart(6, '0')}`,
    applicationID: '11111111-1111-4111-8111-111111111111',
    environment: 'live',
    caller: 'app',
    occurredAt: new Date(T0.getTime() + seconds * 1000),
    durationMs: 80,
    method,
    path,
    route: route.template,
    status,
    errorCode: null,
    errorMessage: null,
    errorField: null,
    retryAfterMs: null,
    requestID: null,
    correlationID: null,
    idempotencyKey: null,
    bodySha256: null,
    borrowerExternalID: 'CUST_1',
    journeyID: route.journeyID,
    offerID: route.offerID,
    aaSessionID: route.aaSessionID,
    auth: null,
    issued: null,
    responseVersion: null,
    ...rest,
  }
}

export function key(fingerprint: string | null, environment: 'live' | 'test' | null = 'live'): ApiCall['auth'] {
  return { kind: 'api_key', environment, fingerprint }
}

export function session(fingerprint: string, environment: 'live' | 'test' | null = 'live'): ApiCall['auth'] {
  return { kind: 'session', environment, fingerprint }
}

/** A successful mint that lives for half an hour. */
export function mint(seconds: number, token: string, rest: Partial<ApiCall> = {}): ApiCall {
  const issued = {
    sessionFingerprint: token,
    sessionExpiresAt: new Date(T0.getTime() + (seconds + 1800) * 1000),
    refreshFingerprint: `${token}-refresh`,
    environment: 'live' as const,
  }
  return call(seconds, 'POST', '/sessions', 201, { auth: key('k'), issued, ...rest })
}

export function judgeCaller(
  calls: ApiCall[],
  nowSeconds: number,
  rest: Partial<CallerHistory> & { settings?: Partial<Settings> } = {},
) {
  const { settings, ...history } = rest
  const own = { applicationID: calls[0]?.applicationID ?? '', caller: 'app', calls, issues: [], ...history }
  return replayCaller(own, { ...defaultSettings(), ...settings }, new Date(T0.getTime() + nowSeconds * 1000))
}

/** "cause open" or "cause resolved", sorted. */
export function causes(calls: ApiCall[], nowSeconds: number, rest: Parameters<typeof judgeCaller>[2] = {}): string[] {
  const { findings } = judgeCaller(calls, nowSeconds, rest)
  return findings
    .map(({ cause, episodes }) => `${cause} ${episodes.at(-1)?.to === null ? 'open' : 'resolved'}`)
    .toSorted()
}
