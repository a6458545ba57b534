import { describe, expect, it } from 'vitest'
import { newRecoveryCodes, newTotpSecret, plainCode, recoveryCodeHash, totpAddress, totpStep } from '@/lib/auth/totp'

/** RFC 6238, appendix B: the last six digits of the SHA-1 rows. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const at = (seconds: number) => new Date(seconds * 1_000)

describe('a code', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ])('at %d s is the one of RFC 6238', (seconds, code) => {
    expect(totpStep(SECRET, code, at(seconds))).toBe(BigInt(Math.floor(seconds / 30)))
  })

  it('is good one step before and after, and names its own step', () => {
    expect(totpStep(SECRET, '287082', at(59 + 30))).toBe(1n)
    expect(totpStep(SECRET, '287082', at(29))).toBe(1n)
    expect(totpStep(SECRET, '287082', at(59 + 61))).toBeNull()
  })

  it.each(['', '1', 'abcdef', '28708', '2870822'])('is not %j', (code) => {
    expect(totpStep(SECRET, code, at(59))).toBeNull()
  })
})

it('tells authenticator apps who, where and with which secret', () => {
  const secret = newTotpSecret()
  const address = new URL(totpAddress(secret, 'priya@desk.example'))
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(address.protocol).toBe('otpauth:')
  expect(address.searchParams.get('secret')).toBe(secret)
  expect(address.searchParams.get('issuer')).toBe('Journey Desk')
})

it('makes ten recovery codes, read however they are typed', () => {
  const codes = newRecoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[a-z2-7]{4}(-[a-z2-7]{4}){3}$/)
  const [code = ''] = codes
  expect(recoveryCodeHash(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toEqual(recoveryCodeHash(code))
  expect(plainCode('12 34-56')).toBe('123456')
})
