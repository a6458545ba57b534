import { describe, expect, it } from 'vitest'
import { isTooEarly, isWriteMethod } from './retries'

describe('isTooEarly', () => {
  it.each([
    [8_999, 10_000, true],
    [9_000, 10_000, false],
    [499, 1_000, true],
    [500, 1_000, false],
    [0, 0, false],
    [-5, 0, true],
  ])('of a call %d ms after an answer that asked for %d ms says %s', (gapMs, retryAfterMs, early) => {
    expect(isTooEarly(gapMs, retryAfterMs)).toBe(early)
  })
})

it('takes every method for a write that is not known to read', () => {
  expect(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'M-SEARCH'].filter(isWriteMethod)).toEqual([
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'M-SEARCH',
  ])
})
