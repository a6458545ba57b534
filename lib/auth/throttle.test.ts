import { expect, it } from 'vitest'
import { Throttle } from '@/lib/auth/throttle'

it('blocks a key after the limit, until the window has passed', () => {
  const throttle = new Throttle(2, 1_000)
  throttle.count('a', 0)
  expect(throttle.isBlocked('a', 0)).toBe(false)
  throttle.count('a', 500)
  expect(throttle.isBlocked('a', 600)).toBe(true)
  expect(throttle.isBlocked('b', 600)).toBe(false)
  expect(throttle.isBlocked('a', 1_100)).toBe(false)
})

it('forgets a key on success', () => {
  const throttle = new Throttle(1, 1_000)
  throttle.count('a', 0)
  throttle.forget('a')
  expect(throttle.isBlocked('a', 1)).toBe(false)
})

it('holds a bounded number of keys', () => {
  const throttle = new Throttle(1, 1_000, 2)
  for (const key of ['a', 'b', 'c']) throttle.count(key, 0)
  expect(['a', 'b', 'c'].map((key) => throttle.isBlocked(key, 1))).toEqual([false, true, true])
})
