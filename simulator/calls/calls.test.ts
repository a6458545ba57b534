import { expect, test } from 'vitest'

import { generateHistory } from '../history/generate'
import { describeToken } from './types'

const OPTIONS = {
  seed: 7,
  days: 14,
  journeys: 900,
  now: new Date('2026-11-22T14:30:00.000Z'),
  applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
  tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
  secret: 'whsec_of_a_test',
}
const history = generateHistory(OPTIONS)
const calls = [...history.calls]

test('call logs are the same for the same seed and come by time, up to the end', () => {
  const again = [...generateHistory({ ...OPTIONS, journeys: 40 }).calls]
  expect([...generateHistory({ ...OPTIONS, journeys: 40 }).calls]).toEqual(again)
  const times = calls.map((call) => call.occurredAt)
  expect([...times].sort()).toEqual(times)
  expect(times.at(-1)?.localeCompare(OPTIONS.now.toISOString())).toBeLessThanOrEqual(0)
})

test('calls carry an ID of their own, a digest and a key on writes, and never a token', () => {
  expect(new Set(calls.map((call) => call.callID)).size).toBe(calls.length)
  for (const call of calls) {
    if (call.method !== 'GET' && !(call.idempotencyKey && call.bodySha256))
      throw new Error(`${call.callID} lacks its key`)
  }
  expect(JSON.stringify(calls.slice(0, 2000))).not.toMatch(/(sk|st|rt)_/)
})

const CAUSES = [
  'auth-invalid-api-key/missing-bearer-key',
  'auth-invalid-api-key/wrong-environment-key',
  'auth-invalid-api-key/revoked-or-rotated-key',
  'auth-invalid-api-key/undetermined',
  'auth-invalid-session/session-expired',
  'auth-invalid-session/refresh-token-reused',
  'auth-invalid-session/session-wrong-environment',
  'validation-failed/contact-number-missing',
  'validation-failed/field-format-invalid',
  'validation-failed/enum-unsupported',
  'offer-lock-conflict/offer-already-proceeded',
  'offers-pending/polling-too-aggressive',
  'bank-mandate-not-actionable/stale-offer-selection',
  'rate-limited/missing-backoff',
  'rate-limited/retry-without-idempotency',
  'rate-limited/excessive-writes',
]

test.each(CAUSES)('the call labels hold %s', (cause) => {
  const faults = history.callLabels().filter((label) => label.kind === 'fault')
  expect(faults.some((label) => `${label.condition}/${label.cause}` === cause)).toBe(true)
})

test('a polling label stands on at least six reads within ten minutes with a median gap below ten seconds', () => {
  const label = history.callLabels().find((one) => one.kind === 'fault' && one.cause === 'polling-too-aggressive')
  const reads = calls.filter((call) => call.path.endsWith(`/${label?.subjectID}/state`))
  const fingerprints = new Set(reads.map((call) => call.auth.fingerprint))
  const busiest = Math.max(
    ...[...fingerprints].map((one) => reads.filter((call) => call.auth.fingerprint === one).length),
  )
  expect(busiest).toBeGreaterThan(60)
})

test('a token is told by its prefix, and anything else is malformed', () => {
  expect(describeToken(null).kind).toBe('none')
  expect(describeToken('sk_live_abc')).toMatchObject({ kind: 'api_key', environment: 'live' })
  expect(describeToken('st_test_abc')).toMatchObject({ kind: 'session', environment: 'test' })
  expect(describeToken('rt_abc')).toMatchObject({ kind: 'refresh', environment: null })
  expect(describeToken('key abc').kind).toBe('malformed')
})
