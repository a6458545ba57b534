import { beforeAll, describe, expect, it } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { db } from '@/lib/store/client'
import { markPulled } from '@/lib/store/pull-candidates'
import { forgetSettings, putSetting } from '@/lib/store/settings'
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

  it('of a claim that a pull disproves go, though the pull brings nothing new', async () => {
    const at = minutesAgo(5)
    await tell('j-claim', at, { status: 'STARTED' })
    const body = sampleBody(application, { sequence: Date.now() + 1_000_000, journey: { journeyID: 'j-claim' } })
    const bytes = Buffer.from(body)
    const headers = signedHeaders(application, body, { secret: 'whsec_forged' })
    await receiveWebhook({
      headers,
      body: bytes,
      bodySize: bytes.byteLength,
      receivedAt: new Date(),
      peer: '203.0.113.9',
    })
    await detectAll()
    const open = { where: { subjectID: 'j-claim', status: 'open' } }
    expect(await db().finding.findFirstOrThrow(open)).toMatchObject({ cause: 'updates-missing' })
    const { applicationID } = application
    await db().journey.updateMany({ where: { journeyID: 'j-claim' }, data: { pulledVersion: BigInt(at.getTime()) } })
    await markPulled(applicationID, 'j-claim')
    await detectAll()
    expect(await db().finding.count(open)).toBe(0)
  })

  it('that somebody works on are resolved when withdrawn and open again when they hold as before', async () => {
    const at = minutesAgo(60)
    await tell('j-back', at, { status: 'OFFERS_PENDING', pendingOperations: [dispatch('QUEUED', at)] })
    await detectAll()
    const where = { subjectID: 'j-back' }
    await db().finding.updateMany({ where, data: { assignee: 'ops@example.com' } })
    const settings = { applicationID: application.applicationID, updatedBy: 'test' }
    const limit = async (value: number) => {
      await putSetting({ ...settings, key: 'wait.OFFERS_PENDING.minutes', value })
      forgetSettings()
      await db().journey.updateMany({ where: { journeyID: 'j-back' }, data: { nextCheckAt: at } })
      await detectAll()
    }
    await limit(120)
    expect(await db().finding.findFirstOrThrow({ where })).toMatchObject({
      status: 'resolved',
      assignee: 'ops@example.com',
    })
    await limit(10)
    expect(await db().finding.findFirstOrThrow({ where })).toMatchObject({ status: 'open', resolvedAt: null })
  })

  it('that somebody resolved by hand keep when and by whom', async () => {
    const at = minutesAgo(60)
    await tell('j-hand', at, { status: 'OFFERS_PENDING', pendingOperations: [dispatch('QUEUED', at)] })
    await detectAll()
    const byHand = { status: 'resolved', resolvedBy: 'ops@example.com', resolvedAt: minutesAgo(1) }
    await db().finding.updateMany({ where: { subjectID: 'j-hand' }, data: byHand })
    await tell('j-hand', minutesAgo(50), { status: 'OFFERS_PENDING' })
    await detectAll()
    expect(await db().finding.findFirstOrThrow({ where: { subjectID: 'j-hand' } })).toMatchObject(byHand)
  })
})
