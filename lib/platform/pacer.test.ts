import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPacer } from './pacer'

it('keeps the pace after a first burst no larger than the places', async () => {
  const pacer = createPacer({ requestsPerSecond: 20, concurrent: 2 })
  const starts: number[] = []
  await Promise.all(Array.from({ length: 14 }, () => pacer.run(async () => void starts.push(performance.now()))))
  const first = starts[0] ?? 0
  const within = (ms: number) => starts.filter((at) => at - first <= ms).length
  expect(within(30)).toBeLessThanOrEqual(3)
  expect(within(300)).toBeLessThanOrEqual(9)
  expect((starts.at(-1) ?? 0) - first).toBeGreaterThanOrEqual(560)
})

it('runs no more at once than there are places', async () => {
  const pacer = createPacer({ requestsPerSecond: 1_000, concurrent: 3 })
  let running = 0
  let most = 0
  const task = async () => {
    running += 1
    most = Math.max(most, running)
    await sleep(10)
    running -= 1
  }
  await Promise.all(Array.from({ length: 20 }, () => pacer.run(task)))
  expect(most).toBe(3)
})

it('starts nothing before the end of a hold', async () => {
  const pacer = createPacer({ requestsPerSecond: 100, concurrent: 5 })
  const began = Date.now()
  pacer.holdUntil(began + 200)
  await Promise.all([1, 2, 3].map(() => pacer.run(async () => undefined)))
  expect(Date.now() - began).toBeGreaterThanOrEqual(195)
})

it('lets a waiting caller go when its signal aborts, and serves the next one', async () => {
  const pacer = createPacer({ requestsPerSecond: 100, concurrent: 1 })
  const slow = pacer.run(() => sleep(150, 'slow'))
  const gone = pacer.run(async () => 'gone', AbortSignal.timeout(20))
  const next = pacer.run(async () => 'next')
  await expect(gone).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(await Promise.all([slow, next])).toEqual(['slow', 'next'])
})
