import { beforeAll, describe, expect, it } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { db } from '@/lib/store/client'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

async function tell(journeyID: string, at: Date, journey: Record<string, unknown>) {
  const body = sampleBody(application, {
    sequence: at.getTime(),
    eventAt: at.toISOString(),
    journey: { journeyID, ...journey },
  })
  const bytes = Buffer.from(body)
  const answer = await receiveWebhook({
    headers: signedHeaders(application, body),
    body: bytes,
    bodySize: bytes.byteLength,
    receivedAt: new Date(),
    peer: '203.0.113.7',
  })
  expect(answer.status).toBe(200)
}

async function detectAll(now = new Date()) {
  while ((await detectOnce(now)) > 0);
}

const dispatch = (status: string, startedAt: Date) => ({
  operationID: 'op-1',
  type: 'LENDER_DISPATCH',
  status,
  lender: 'Konkan Credit',
  startedAt: startedAt.toISOString(),
})

describe('findings', () => {
  it('open by themselves when a wait runs out, and say whose move it is', async () => {
    const at = minutesAgo(11)
    await tell('j-dispatch', at, { status: 'OFFERS_PENDING', pendingOperations: [dispatch('IN_FLIGHT', at)] })
    await detectAll()
    const finding = await db().finding.findFirstOrThrow({ where: { subjectID: 'j-dispatch' } })
    expect(finding).toMatchObject({
      condition: 'offers-pending',
      cause: 'lender-dispatch-in-flight',
      status: 'open',
      occurrences: 1,
    })
    const journey = await db().journey.findFirstOrThrow({ where: { journeyID: 'j-dispatch' } })
    expect(journey).toMatchObject({ owner: 'lender', stuck: true })
  })

  it('resolve by themselves when the status moves on, and regress when the wait returns', async () => {
    const at = minutesAgo(60)
    await tell('j-regress', at, { status: 'OFFERS_PENDING', pendingOperations: [dispatch('QUEUED', at)] })
    await detectAll()
    await tell('j-regress', minutesAgo(40), { status: 'OFFERS_AVAILABLE' })
    await detectAll()
    const resolved = await db().finding.findFirstOrThrow({ where: { subjectID: 'j-regress' } })
    expect(resolved).toMatchObject({ status: 'resolved', resolvedBy: 'evidence', regressed: false })
    await tell('j-regress', minutesAgo(30), { status: 'OFFERS_PENDING', pendingOperations: [dispatch('QUEUED', at)] })
    await detectAll()
    const again = await db().finding.findFirstOrThrow({ where: { subjectID: 'j-regress' } })
    expect(again).toMatchObject({ status: 'open', regressed: true, occurrences: 2, findingID: resolved.findingID })
  })

  it('open in the future by a timer, without a further event', async () => {
    await tell('j-timer', minutesAgo(1), {
      status: 'OFFERS_PENDING',
      pendingOperations: [dispatch('QUEUED', minutesAgo(1))],
    })
    await detectAll()
    expect(await db().finding.count({ where: { subjectID: 'j-timer' } })).toBe(0)
    await detectAll(new Date(Date.now() + 10 * 60_000))
    expect(await db().finding.count({ where: { subjectID: 'j-timer', status: 'open' } })).toBe(1)
  })

  it('are withdrawn when a late event shows that they never held', async () => {
    await tell('j-late', minutesAgo(60), {
      status: 'OFFERS_PENDING',
      pendingOperations: [dispatch('QUEUED', minutesAgo(60))],
    })
    await detectAll()
    expect(await db().finding.count({ where: { subjectID: 'j-late' } })).toBe(1)
    await tell('j-late', minutesAgo(55), { status: 'OFFERS_AVAILABLE' })
    await detectAll()
    expect(await db().finding.count({ where: { subjectID: 'j-late' } })).toBe(0)
  })
})
