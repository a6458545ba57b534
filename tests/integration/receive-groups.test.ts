import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { DeliveryDraft, DeliveryResult } from '@/lib/domain/delivery'
import { draftDelivery } from '@/lib/ingest/draft-delivery'
import { deliveryContext } from '@/lib/ingest/delivery-context'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { createGroups } from '@/lib/ingest/webhook-queue'
import { db } from '@/lib/store/client'
import { inPipeline } from '@/lib/store/pipeline'
import { saveDeliveries } from '@/lib/store/save-deliveries'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Webhooks that are stored by one transaction are answered, and end, as if each had come alone. */

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

const webhookOf = (text: string) => {
  const body = Buffer.from(text)
  const headers = signedHeaders(application, text)
  return { headers, body, bodySize: body.length, receivedAt: new Date(), peer: '203.0.113.9' }
}

async function draftOf(text: string): Promise<DeliveryDraft> {
  const context = await deliveryContext(application.applicationID)
  return draftDelivery({ ...webhookOf(text), source: 'receiver' }, context)
}

const told = (results: DeliveryResult[]) => results.map(({ verdict, processing }) => `${verdict} ${processing}`)

it('copies and contradictions of one event within a group are told apart, and counted one by one', async () => {
  const names = { eventID: `evt_${randomUUID()}`, journey: { journeyID: 'j-group' } }
  const first = sampleBody(application, names)
  const other = sampleBody(application, { ...names, journey: { ...names.journey, status: 'CLOSED' } })
  const drafts = await Promise.all([first, first, other, first, sampleBody(application)].map(draftOf))
  const results = await saveDeliveries(drafts)
  expect(told(results)).toEqual([
    'verified applied',
    'duplicate skipped',
    'event-conflict quarantined',
    'duplicate skipped',
    'verified applied',
  ])
  expect([results[1]?.id, results[3]?.id]).toEqual([results[0]?.id, results[0]?.id])
  const again = await saveDeliveries([await draftOf(first)])
  expect(told(again)).toEqual(['duplicate skipped'])
  const rows = await db().webhookDelivery.findMany({
    where: { eventID: names.eventID, verdict: { in: ['verified', 'duplicate'] } },
    select: { attempt: true },
    orderBy: { attempt: 'asc' },
  })
  expect(rows.map(({ attempt }) => attempt)).toEqual([1, 2, 4, 5])
  expect(await db().journey.findFirstOrThrow({ where: { journeyID: 'j-group' } })).toMatchObject({
    status: 'OFFERS_AVAILABLE',
  })
})

it('one that the database refuses harms none of its neighbours', async () => {
  const drafts = await Promise.all(Array.from({ length: 9 }, () => draftOf(sampleBody(application))))
  const poisoned = drafts.map((draft, index) => (index === 4 ? { ...draft, applicationID: 'no application' } : draft))
  const groups = createGroups<DeliveryDraft, DeliveryResult>({
    save: saveDeliveries,
    groupMax: 100,
    weightMax: 1e6,
    weigh: () => 1,
    inFlightMax: 1,
    besideMin: 100,
    slowMs: 1_000,
    waitingMax: 100,
    patienceMs: 5_000,
  })
  const answers = await Promise.allSettled(poisoned.map(groups.add))
  expect(answers.map(({ status }) => status)).toEqual(
    poisoned.map((_, index) => (index === 4 ? 'rejected' : 'fulfilled')),
  )
  const ids = drafts.map(({ id }) => id)
  expect(await db().webhookDelivery.count({ where: { id: { in: ids } } })).toBe(8)
})

it('hundreds at once of few journeys, in any order, end in the newest state and lose nothing', async () => {
  const texts = Array.from({ length: 300 }, (_, index) => {
    const sequence = 1_000_000 + ((index * 7_919) % 300)
    const status = sequence === 1_000_299 ? 'KYC_PENDING' : 'OFFER_SELECTED'
    return sampleBody(application, { sequence, journey: { journeyID: `j-many-${index % 3}`, status } })
  })
  const answers = await Promise.all(texts.map((text) => receiveWebhook(webhookOf(text))))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  const journeys = await db().journey.findMany({
    where: { journeyID: { startsWith: 'j-many-' } },
    select: { journeyID: true, version: true },
    orderBy: { journeyID: 'asc' },
  })
  const newest = (own: number) =>
    BigInt(Math.max(...texts.flatMap((text, index) => (index % 3 === own ? [JSON.parse(text).sequence] : []))))
  expect(journeys.map(({ version }) => version)).toEqual([0, 1, 2].map(newest))
  expect(await db().journeyEvent.count({ where: { journeyID: { startsWith: 'j-many-' } } })).toBe(300)
})

it('a pipeline keeps nothing of what it did before it failed, and its connection goes on', async () => {
  const before = await db().journeyEvent.count()
  const failing = inPipeline(async (tx) => {
    const deleted = tx.$executeRaw`DELETE FROM journey_event`
    return { result: 0, writes: [deleted, tx.$queryRaw`SELECT 1 / ${0}::int`, tx.$queryRaw`SELECT 1`] }
  })
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  const thrown = inPipeline(async (tx) => {
    await tx.$executeRaw`DELETE FROM journey_event`
    throw new Error('thought better of it')
  })
  await expect(thrown).rejects.toThrow('thought better of it')
  expect(await db().journeyEvent.count()).toBe(before)
  const late = inPipeline(async (tx) => {
    const chained = tx.$queryRaw`SELECT 1`.then(() => tx.$executeRaw`DELETE FROM journey_event`)
    return { result: 0, writes: [chained] }
  })
  await expect(late).rejects.toThrow('after the commit')
  expect(await db().journeyEvent.count()).toBe(before)
  expect(await inPipeline(async (tx) => ({ result: await tx.$queryRaw`SELECT 7::bigint AS n`, writes: [] }))).toEqual([
    { n: 7n },
  ])
})
