import { createHash, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHarmless, redactData, redactFreeText, redactText } from './redaction'
import { storableText } from './text'

const redact = (text: string) => redactText(text, (kind) => `[${kind}]`)

describe('redactText', () => {
  it.each([
    ['Bearer sk_live_9f8e7d6c5b4a', 'Bearer [token]'],
    ['st_8sKq2mZx91', '[token]'],
    ['token=rt_test_abc&x=1', 'token=[token]&x=1'],
    ['%20sk_test_abc', '%20[token]'],
    ['PAN ABCDE1234F is not valid', 'PAN [pan] is not valid'],
    ['pan:abcde1234f', 'pan:[pan]'],
    ['9876543210', '[mobile]'],
    ['call +919876543210 now', 'call [mobile] now'],
    ['+91-98765-43210', '[mobile]'],
    ['/journeys/9876543210/state', '/journeys/[mobile]/state'],
    ['CUST_9876543210', 'CUST_[mobile]'],
    ['phone%2B919876543210', 'phone%2B[mobile]'],
    ['no account of asha.verma+loan@mail.example.in here', 'no account of [email] here'],
    ['asha%40mail.example', '[email]'],
    ['born 1991-04-23, or 23/04/1991', 'born [birth-date], or [birth-date]'],
  ])('takes out what is sensitive: %s', (text, expected) => {
    expect(redact(text)).toBe(expected)
  })

  it.each([
    'b7bb465b-135e-4ffd-9c7f-919876543210',
    '98765432-1098-4765-9876-543210987654',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    '987654321098',
    '1741179022100',
    '12345678901234567890',
    'a9876543210b',
    'XABCDE1234FX',
    'first_name',
    'st_code',
    'evt_01JB2X4CE6',
    'contactNumber is required',
    '2026-03-05 and 2005-03-05T10:00:00Z',
    'room 1991, @ noon',
  ])('leaves %s alone', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('spares every UUID, fingerprint and digest', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (id, seed) => {
        const digest = createHash('sha256').update(seed).digest('hex')
        const text = `${id} ${digest} ${digest.slice(0, 32)} ${randomUUID().toUpperCase()}`
        expect(redact(text)).toBe(text)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('isHarmless', () => {
  const pieces = fc.constantFrom(
    ...['sk_', 'ST_', 'rt_', 's', 'k', '_', '-', ' ', '+91', '0', '98765', '43210', '9876543210', '1234', 'ABCDE', 'f'],
    ...[
      'a',
      '/',
      '19',
      '1991',
      '2003',
      '04',
      '=',
      '"',
      '@',
      '%40',
      '%20',
      '.',
      '\u0000',
      'é',
      '\ud83d',
      '7',
      '42',
      'live_',
      'abcdef1',
    ],
  )
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  )

  it('is said of nothing that would be replaced when it is stored', () => {
    fc.assert(
      fc.property(text, (value) => {
        if (isHarmless(value)) expect(storableText(redactFreeText(value, (kind) => `[${kind}]`))).toBe(value)
      }),
      { numRuns: 20_000 },
    )
  })

  it('is said of what most values are', () => {
    const values = ['/api/v1/headless/journeys/j-1/state', 'call_20', 'RATE_LIMITED', '2026-11-22T10:00:00.000Z', '']
    for (const value of [...values, ...Array.from({ length: 100 }, () => 'b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9')]) {
      expect(isHarmless(value), value).toBe(true)
    }
  })
})

describe('redactData', () => {
  it('looks into lists, objects and numbers', () => {
    const data = { a: ['st_abcdefgh', 1], b: { c: 9876543210 }, d: null }
    expect(redactData(data, (kind) => kind)).toEqual({ a: ['token', 1], b: { c: 'mobile' }, d: null })
  })

  it('takes out what a personal field holds, however deep, and PANs in names of fields', () => {
    const data = { prefill: { fullName: { first: 'Asha' }, lenderName: 'Axis' }, ABCDE1234F: 'name=Asha&x=1' }
    expect(redactData(data, (kind) => kind)).toEqual({
      prefill: { fullName: { first: 'personal' }, lenderName: 'Axis' },
      pan: 'name=personal&x=1',
    })
  })
})
