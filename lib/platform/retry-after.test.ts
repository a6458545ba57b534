import { expect, it } from 'vitest'
import { parseRetryAfter } from './retry-after'

const now = new Date('2026-03-05T10:00:00.000Z')

it('reads whole seconds', () => {
  expect(parseRetryAfter('7', now)).toBe(7_000)
  expect(parseRetryAfter(' 0 ', now)).toBe(0)
})

it('reads an HTTP date, and takes a past one as now', () => {
  expect(parseRetryAfter('Thu, 05 Mar 2026 10:00:30 GMT', now)).toBe(30_000)
  expect(parseRetryAfter('Thu, 05 Mar 2026 09:00:00 GMT', now)).toBe(0)
})

it.each(['', 'soon', '-3', '1.5', '99999999999', '2026-03-05', 'Thu, 99 Mar 2026', null, undefined])(
  'answers null for %s',
  (header) => {
    expect(parseRetryAfter(header, now)).toBeNull()
  },
)
