import { beforeAll, expect, it } from 'vitest'
import { jobs, stopJobs } from '@/lib/store/jobs'
import { createTestDatabase } from '@/tests/support/database'

beforeAll(async () => {
  await createTestDatabase()
})

/** What another process would get: `jobs()` keeps one library a process. */
async function jobsOfAnotherProcess() {
  const started = jobs()
  globalThis.deskJobs = Object.assign(globalThis.deskJobs ?? {}, { boss: undefined })
  return started
}

it('makes its queues once, however many processes start at once', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, jobsOfAnotherProcess))
  const ids = await Promise.all(all.map((boss) => boss.send('pull-round', {})))
  expect(new Set(ids).size).toBe(6)
  expect(await all[0]?.fetch('pull-round', { batchSize: 10 })).toHaveLength(6)
  await Promise.all(all.map((boss) => boss.stop({ graceful: false, wait: true })))
})

it('starts once for all callers of one process, and again after a stop', async () => {
  const [first, second] = await Promise.all([jobs(), jobs()])
  expect(first).toBe(second)
  await stopJobs()
  expect(await jobs()).not.toBe(first)
  await stopJobs()
})
