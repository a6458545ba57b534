import { describe, expect, it } from 'vitest'
import type { ApiCall } from '@/lib/domain/api-call'
import { call, causes, judgeCaller, key } from '@/tests/support/api-calls'

const HOUR = 3600
const refused = (seconds: number, auth: ApiCall['auth'], rest: Partial<ApiCall> = {}) =>
  call(seconds, 'POST', '/sessions', 401, { errorCode: 'AUTH_INVALID_API_KEY', auth, ...rest })
const minted = (seconds: number, fingerprint: string, rest: Partial<ApiCall> = {}) =>
  call(seconds, 'POST', '/sessions', 201, { auth: key(fingerprint), ...rest })
const NONE: ApiCall['auth'] = { kind: 'none', environment: null, fingerprint: null }

describe('a refused API key', () => {
  it.each(['none', 'malformed', 'session', 'refresh'] as const)('is missing where the credential is %s', (kind) => {
    expect(causes([refused(0, { kind, environment: 'live', fingerprint: null })], 1)).toEqual([
      'missing-bearer-key open',
    ])
  })

  it("is of the wrong environment where the base URL's is another", () => {
    expect(causes([refused(0, key('a', 'test'))], 1)).toEqual(['wrong-environment-key open'])
    expect(causes([minted(-60, 'a'), refused(0, key('a', 'test'))], 1)).toEqual(['wrong-environment-key open'])
  })

  it('is revoked or rotated where it worked before, or a newer one works', () => {
    expect(causes([minted(-60, 'a'), refused(0, key('a'))], 1)).toEqual(['revoked-or-rotated-key open'])
    expect(causes([refused(0, key('a')), minted(30, 'b')], 61)).toEqual(['revoked-or-rotated-key resolved'])
    expect(causes([refused(0, key('a')), minted(30, 'b'), refused(60, key('a'))], 61)).toEqual([
      'revoked-or-rotated-key open',
    ])
  })

  it('is undetermined where it was never seen to work, or the log does not tell the key', () => {
    expect(causes([refused(0, key('a'))], 1)).toEqual(['undetermined open'])
    expect(causes([refused(0, key(null))], 1)).toEqual(['undetermined open'])
    expect(causes([refused(0, null)], 1)).toEqual(['undetermined open'])
    expect(causes([minted(-60, 'old'), refused(0, key('a'))], 1)).toEqual(['undetermined open'])
  })

  it('resolves with the next mint that works, with the times of both', () => {
    const [finding] = judgeCaller([refused(0, NONE), minted(60, 'a')], 61).findings
    expect(finding?.episodes.map(({ from, to }) => (Number(to) - Number(from)) / 1000)).toEqual([60])
    expect(finding?.evidence).toMatchObject([{ kind: 'call', ref: { callID: expect.any(String) } }])
  })

  it('does not resolve with a success in the other environment', () => {
    const elsewhere = minted(60, 'a', { environment: 'test', auth: key('a', 'test') })
    expect(causes([refused(0, key('a', 'test')), elsewhere], 61)).toEqual(['wrong-environment-key open'])
  })

  it('is looked back at for two hours, and the judge asks again then', () => {
    expect(causes([refused(0, NONE)], 2 * HOUR - 1)).toEqual(['missing-bearer-key open'])
    expect(causes([refused(0, NONE)], 2 * HOUR)).toEqual(['missing-bearer-key resolved'])
    const { nextCheckAt } = judgeCaller([refused(0, NONE)], 1)
    expect(nextCheckAt).toEqual(new Date(refused(2 * HOUR, NONE).occurredAt))
  })

  it('tells one episode, not one each, where refusals and successes of several instances mix', () => {
    const mixed = Array.from({ length: 20 }, (_, index) => [refused(index * 10, key('a')), minted(index * 10 + 5, 'b')])
    const [finding] = judgeCaller([minted(-60, 'a'), ...mixed.flat()], 300).findings
    expect(finding).toMatchObject({ cause: 'revoked-or-rotated-key', episodes: [{ to: expect.any(Date) }] })
  })
})
