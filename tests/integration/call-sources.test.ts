import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import { CLI } from '@/scripts/desk/command'
import { readStatus } from '@/lib/query/status'
import { insertApiCalls } from '@/lib/store/api-calls'
import { db } from '@/lib/store/client'
import { analyseFreshTables } from '@/lib/store/statistics'
import { createTestDatabase } from '@/tests/support/database'
import { draftedCall } from '@/tests/support/drafted-call'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

const statusOf = async ({ applicationID }: TestApplication) =>
  (await readStatus(CLI)).applications.find((own) => own.applicationID === applicationID)

it('tells when each way of reporting calls was last used, and how late its newest call came', async () => {
  expect(await statusOf(application)).toMatchObject({
    sources: { batch: null, otlp: null },
    calls: { batch: null, otlp: null },
  })
  const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1_000)
  const newest = at(90)
  const calls = [at(3_600), newest, at(200)].map((time) => draftedCall(application.applicationID, time))
  await insertApiCalls(calls)
  const told = await statusOf(application)
  expect(told?.sources.batch?.getTime()).toBeGreaterThan(Date.now() - 10_000)
  expect(told?.calls.batch?.lastCallAt).toEqual(newest)
  expect(told?.calls.batch?.lagSeconds).toBeGreaterThanOrEqual(90)
  expect(told?.calls.batch?.lagSeconds).toBeLessThan(100)
  expect(told?.calls.otlp).toBeNull()

  await insertApiCalls([draftedCall(application.applicationID, at(7_200), { source: 'otlp' })])
  await insertApiCalls([draftedCall(application.applicationID, at(5_000))])
  const later = await statusOf(application)
  expect(later?.calls.batch?.lastCallAt).toEqual(newest)
  expect(later?.calls.batch?.lagSeconds).toBeGreaterThanOrEqual(5_000)
  expect(later?.calls.otlp?.lagSeconds).toBeGreaterThanOrEqual(7_200)
})

it('is not told by what came before', async () => {
  const own = await addTestApplication()
  const call = draftedCall(own.applicationID, new Date(), { callID: randomUUID() })
  await insertApiCalls([call])
  const first = await statusOf(own)
  await insertApiCalls([call])
  expect((await statusOf(own))?.sources.batch).toEqual(first?.sources.batch)
})

it('gives the planner statistics of a day that has grown, and only once', async () => {
  const own = await addTestApplication()
  const names = Array.from({ length: 3_000 }, (_, index) => `many-${index % 50}`)
  await insertApiCalls(names.map((caller) => draftedCall(own.applicationID, new Date(), { caller })))
  const [row] = await db().$queryRaw<{ name: string }[]>`
    SELECT tableoid::regclass::text AS name FROM api_call ORDER BY occurred_at DESC LIMIT 1`
  expect(await analyseFreshTables()).toContain(`public.${row?.name}`)
  expect(await analyseFreshTables()).toEqual([])
})
