import { expect, it } from 'vitest'
import { ShortCache } from '@/lib/store/short-cache'

it('remembers what was found for its time, counted from before it was read', async () => {
  let now = 0
  let reads = 0
  const cache = new ShortCache<number>(3_000, () => now)
  const load = async () => {
    now += 500
    return ++reads
  }
  expect(await cache.read('a', load)).toBe(1)
  now = 2_999
  expect(await cache.read('a', load)).toBe(1)
  now = 3_000
  expect(await cache.read('a', load)).toBe(2)
})

it('never remembers that something was missing', async () => {
  const cache = new ShortCache<number>(3_000, () => 0)
  expect(await cache.read('a', async () => null)).toBeNull()
  expect(await cache.read('a', async () => 1)).toBe(1)
  cache.clear()
  expect(await cache.read('a', async () => 2)).toBe(2)
})
