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

it('is read once for all who ask meanwhile, and each asks anew where something was missing or after a change', async () => {
  let reads = 0
  const cache = new ShortCache<number>(0, () => 0)
  const load = async () => {
    const mine = ++reads
    await new Promise((resolve) => setImmediate(resolve))
    return mine
  }
  expect(await Promise.all([1, 2, 3].map(() => cache.read('a', load)))).toEqual([1, 1, 1])
  const before = cache.read('a', load)
  cache.clear()
  expect(await Promise.all([before, cache.read('a', load)])).toEqual([2, 3])
  const missing = cache.read('b', async () => null)
  expect(await Promise.all([missing, cache.read('b', load)])).toEqual([null, 4])
  const failing = cache.read('c', () => Promise.reject(new Error('away')))
  const waiting = cache.read('c', load)
  await expect(failing).rejects.toThrow('away')
  await expect(waiting).rejects.toThrow('away')
  expect(await cache.read('c', load)).toBe(5)
})
