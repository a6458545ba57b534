import { describe, expect, it } from 'vitest'
import type { ApiCall } from '@/lib/domain/api-call'
import { call, causes, mint, session } from '@/tests/support/api-calls'

const refused = (seconds: number, token: string, rest: Partial<ApiCall> = {}) =>
  call(seconds, 'GET', '/profile', 401, { errorCode: 'AUTH_INVALID_SESSION', auth: session(token), ...rest })
const worked = (seconds: number, token: string, rest: Partial<ApiCall> = {}) =>
  call(seconds, 'GET', '/profile', 200, { auth: session(token), ...rest })
const refreshed = (seconds: number, old: string, token: string) =>
  mint(seconds, token, {
    route: 'POST /sessions/refresh',
    auth: { kind: 'refresh', environment: 'live', fingerprint: `${old}-refresh` },
  })

describe('a refused session', () => {
  it('has expired where the call is later than its known expiry, with a second of skew', () => {
    expect(causes([mint(0, 'a'), refused(1801.1, 'a')], 1900)).toEqual(['session-expired open'])
    expect(causes([mint(0, 'a'), refused(1800.9, 'a')], 1900)).toEqual(['undetermined open'])
  })

  it('is judged by what another caller minted', () => {
    const issues = [mint(0, 'a', { caller: 'backend' })]
    expect(causes([refused(1900, 'a')], 2000, { issues })).toEqual(['session-expired open'])
  })

  it('is reused where a later mint or refresh of the borrower had replaced it, expired or not', () => {
    expect(causes([mint(0, 'a'), mint(60, 'b'), refused(120, 'a')], 121)).toEqual(['refresh-token-reused open'])
    expect(causes([mint(0, 'a'), mint(60, 'b'), refused(1900, 'a')], 1901)).toEqual(['refresh-token-reused open'])
    const reused = call(120, 'POST', '/sessions/refresh', 401, {
      errorCode: 'AUTH_INVALID_SESSION',
      auth: { kind: 'refresh', environment: 'live', fingerprint: 'a-refresh' },
    })
    expect(causes([mint(0, 'a'), refreshed(60, 'a', 'b'), reused], 121)).toEqual(['refresh-token-reused open'])
  })

  it("is not reused where the newer token is another borrower's", () => {
    const other = mint(60, 'b', { borrowerExternalID: 'CUST_2' })
    expect(causes([mint(0, 'a'), other, refused(120, 'a')], 300)).toEqual(['undetermined open'])
  })

  it("is of the wrong environment where the base URL's is another", () => {
    expect(causes([refused(0, 'a', { auth: session('a', 'test') })], 1)).toEqual(['session-wrong-environment open'])
  })

  it('is healthy as one 401 of a refresh cycle, and is not told before the cycle had its time', () => {
    const cycle = [mint(0, 'a'), refused(1810, 'a'), refreshed(1811, 'a', 'b'), worked(1812, 'b')]
    expect(causes(cycle, 4000)).toEqual([])
    expect(causes([mint(0, 'a'), refused(1810, 'a')], 1860)).toEqual([])
    expect(causes([mint(0, 'a'), refused(1810, 'a')], 1872)).toEqual(['session-expired open'])
  })

  it('is healthy with calls that were under way together, and not with a second try', () => {
    const cycle = [refreshed(1830, 'a', 'b'), worked(1831, 'b')]
    expect(causes([mint(0, 'a'), refused(1810, 'a'), refused(1810.5, 'a'), ...cycle], 4000)).toEqual([])
    expect(causes([mint(0, 'a'), refused(1810, 'a'), refused(1820, 'a'), ...cycle], 4000)).toEqual([
      'session-expired resolved',
    ])
  })

  it('resolves with the next success for the same borrower, not with that of another', () => {
    const late = [mint(0, 'a'), refused(1810, 'a')]
    expect(causes([...late, worked(2000, 'c', { borrowerExternalID: 'CUST_2' })], 2001)).toEqual([
      'session-expired open',
    ])
    expect(causes([...late, worked(2000, 'c')], 2001)).toEqual(['session-expired resolved'])
  })
})
