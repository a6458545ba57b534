import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { debugSignature } from '@/lib/commands/debug-signature'
import { reprocessDeliveries } from '@/lib/commands/reprocess-deliveries'
import { revealDelivery } from '@/lib/commands/reveal-delivery'
import { reverifyDeliveries } from '@/lib/commands/reverify-deliveries'
import type { Principal } from '@/lib/auth/principal'
import type { ReworkInput } from '@/lib/domain/delivery-filter'
import { reworkDelivery } from '@/lib/ingest/reprocess-delivery'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { signWebhook } from '@/lib/platform/signature'
import { detectOnce } from '@/lib/detect/run'
import { readDeliveryFailures } from '@/lib/query/delivery-failures'
import { readDeliveryScreen } from '@/lib/query/delivery-screen'
import { listJobRows, readJob } from '@/lib/query/jobs'
import { db } from '@/lib/store/client'
import { insertSecret } from '@/lib/store/secrets'
import { workBulkJobs } from '@/lib/worker/bulk-jobs'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

const engineer: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'eng@desk.example',
  role: 'engineer',
  applicationIDs: null,
}
const support: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'sup@desk.example',
  role: 'support',
  applicationIDs: null,
}
const reason = 'the secret was rotated without telling the desk'

let own: TestApplication
beforeAll(async () => {
  await createTestDatabase()
})

const newJourney = () => `j-${randomUUID()}`

interface Sent {
  journeyID?: string
  sequence?: number
  secret?: string
  at?: Date
  status?: string
  eventID?: string
}

/** Through the receiver; answers the row. */
async function send({
  journeyID = newJourney(),
  sequence = 1,
  secret,
  at,
  status = 'KYC_PENDING',
  eventID,
}: Sent = {}) {
  const journey = { journeyID, status }
  const body = sampleBody(own, { sequence, journey, ...(eventID ? { eventID } : {}) })
  const headers = signedHeaders(own, body, { ...(secret ? { secret } : {}), ...(at ? { at } : {}) })
  const bytes = Buffer.from(body)
  const receivedAt = new Date()
  await receiveWebhook({ headers, body: bytes, bodySize: bytes.byteLength, receivedAt, peer: '192.0.2.1' })
  const rows = await db().webhookDelivery.findMany({
    where: { applicationID: own.applicationID, journeyIDs: { has: journeyID } },
    orderBy: { id: 'desc' },
  })
  const row = rows[0]
  if (!row) throw new Error('the receiver stored nothing')
  return row
}

async function reprocess(input: Omit<ReworkInput, 'reason' | 'dryRun'>) {
  return finish(await reprocessDeliveries(engineer, { ...input, reason }))
}

async function reverify(input: Omit<ReworkInput, 'reason' | 'dryRun'>) {
  return finish(await reverifyDeliveries(engineer, { ...input, reason }))
}

async function finish(answer: Awaited<ReturnType<typeof reprocessDeliveries>>) {
  if (answer.dryRun) throw new Error('a dry run makes no job')
  while (await workBulkJobs());
  const job = await readJob(engineer, { jobID: answer.jobID })
  const rows = await listJobRows(engineer, { jobID: answer.jobID }, { limit: 200 })
  expect(job.state).toBe('finished')
  return { job, outcomes: rows.data.map(({ outcome }) => outcome), rows: rows.data }
}

const journeyOf = (journeyID: string) =>
  db().journey.findUnique({ where: { applicationID_journeyID: { applicationID: own.applicationID, journeyID } } })
const rowOf = (id: string) => db().webhookDelivery.findFirstOrThrow({ where: { id } })
const NEW_SECRET = 'whsec_a-new-one-that-we-learn-of-late'

describe('a delivery that was refused for a secret that we did not know', () => {
  beforeAll(async () => {
    own = await addTestApplication()
  })

  it('verifies once the secret is there, is applied once, and keeps the verdict of its arrival', async () => {
    const journeyID = newJourney()
    const refused = await send({ journeyID, secret: NEW_SECRET })
    expect(refused).toMatchObject({ verdict: 'signature-mismatch', responseStatus: 401, processing: 'none' })
    expect((await reprocess({ deliveryIDs: [refused.id] })).outcomes).toEqual(['still-refused'])
    expect(await journeyOf(journeyID)).toBeNull()

    await insertSecret({ applicationID: own.applicationID, value: NEW_SECRET, retireOthersAt: null })
    expect((await reverify({ deliveryIDs: [refused.id] })).outcomes).toEqual(['verifies'])
    expect(await journeyOf(journeyID)).toBeNull()

    const { job, outcomes } = await reprocess({ deliveryIDs: [refused.id] })
    expect(outcomes).toEqual(['applied'])
    expect(job).toMatchObject({ kind: 'delivery-reprocess', total: 1, actor: 'eng@desk.example', reason })
    expect(await journeyOf(journeyID)).toMatchObject({ status: 'KYC_PENDING', version: 1n })
    expect(await rowOf(refused.id)).toMatchObject({
      verdict: 'signature-mismatch',
      responseStatus: 401,
      processing: 'applied',
    })
    expect(await db().refusedUpdate.count({ where: { deliveryID: refused.id } })).toBe(0)
    await expect(reprocess({ deliveryIDs: [refused.id] })).rejects.toThrow('applied already')
  })

  it('counts once where the platform had sent it several times, and a later copy is a duplicate', async () => {
    const [journeyID, eventID] = [newJourney(), `evt_${randomUUID()}`]
    const secret = `whsec_${randomUUID()}`
    const first = await send({ journeyID, eventID, secret })
    const second = await send({ journeyID, eventID, secret })
    await insertSecret({ applicationID: own.applicationID, value: secret, retireOthersAt: null })
    const { outcomes, rows } = await reprocess({ deliveryIDs: [second.id, first.id] })
    expect(outcomes).toEqual(['applied', 'already-applied'])
    expect(rows.map(({ subjectID }) => subjectID)).toEqual([first.id, second.id])
    expect(await db().journeyEvent.count({ where: { journeyID } })).toBe(1)
    expect((await send({ journeyID, eventID, secret })).verdict).toBe('duplicate')
  })

  it('is applied in the order of its sequence, and says what was older than the state', async () => {
    const journeyID = newJourney()
    const secret = `whsec_${randomUUID()}`
    await send({ journeyID, sequence: 20, status: 'LENDER_PROCESSING' })
    await send({ journeyID, sequence: 30, secret, status: 'DISBURSED' })
    await send({ journeyID, sequence: 10, secret, status: 'KYC_PENDING' })
    await insertSecret({ applicationID: own.applicationID, value: secret, retireOthersAt: null })
    const filter = { applicationID: own.applicationID, verdict: ['signature-mismatch' as const] }
    const dry = await reprocessDeliveries(engineer, { filter, dryRun: true })
    expect(dry).toEqual({ dryRun: true, total: 2, verdicts: { 'signature-mismatch': 2 }, checked: 2, holds: 2 })
    expect((await reprocess({ filter })).outcomes).toEqual(['applied-older', 'applied'])
    expect(await journeyOf(journeyID)).toMatchObject({ status: 'DISBURSED', version: 30n })
    expect(await db().journeyEvent.count({ where: { journeyID } })).toBe(3)
  })
})

describe('what is quarantined', () => {
  beforeAll(async () => {
    own = await addTestApplication()
  })

  it('is applied late only where an operator decides so', async () => {
    const journeyID = newJourney()
    const stale = await send({ journeyID, at: new Date(Date.now() - 3_600_000) })
    expect(stale).toMatchObject({ verdict: 'stale', processing: 'quarantined' })
    const { rows } = await reprocess({ deliveryIDs: [stale.id] })
    expect(rows[0]).toMatchObject({ outcome: 'late', detail: expect.stringContaining('s before it arrived') })
    expect((await reprocess({ deliveryIDs: [stale.id], applyStale: true })).outcomes).toEqual(['applied'])
    expect(await journeyOf(journeyID)).not.toBeNull()
    expect(await rowOf(stale.id)).toMatchObject({ verdict: 'stale', processing: 'applied' })
  })

  it('stays where its event was applied from other bytes', async () => {
    const eventID = `evt_${randomUUID()}`
    await send({ eventID, sequence: 1 })
    const conflict = await send({ eventID, sequence: 2 })
    expect(conflict.verdict).toBe('event-conflict')
    expect((await reprocess({ deliveryIDs: [conflict.id] })).outcomes).toEqual(['still-quarantined'])
    expect(await rowOf(conflict.id)).toMatchObject({ processing: 'quarantined' })
  })
})

describe('several at once', () => {
  it('apply an event once: two jobs, and the platform that sends it again meanwhile', async () => {
    own = await addTestApplication()
    for (let round = 0; round < 5; round++) {
      const [journeyID, eventID] = [newJourney(), `evt_${randomUUID()}`]
      const stale = await send({ journeyID, eventID, at: new Date(Date.now() - 3_600_000) })
      const rework = () => {
        const job = { jobID: randomUUID(), actor: 'eng', mode: 'reprocess' as const, applyStale: true }
        return reworkDelivery({ applicationID: own.applicationID, id: stale.id }, job, new Date())
      }
      const [first, second, again] = await Promise.all([rework(), rework(), send({ journeyID, eventID })])
      expect([first.outcome, second.outcome]).toContain('already-applied')
      expect(again.verdict).toMatch(/verified|duplicate|stale|event-conflict/)
      expect(await db().journeyEvent.count({ where: { journeyID } })).toBe(1)
      expect(await db().webhookDelivery.count({ where: { eventID, processing: 'applied' } })).toBe(1)
    }
  })
})

describe('a delivery that named an application we did not know', () => {
  it('moves to that application once it is set up', async () => {
    own = { applicationID: randomUUID(), tenantID: randomUUID(), secret: `whsec_${randomUUID()}` }
    const journeyID = newJourney()
    const body = sampleBody(own, { journey: { journeyID } })
    const headers = signedHeaders(own, body)
    const bytes = Buffer.from(body)
    await receiveWebhook({ headers, body: bytes, bodySize: bytes.length, receivedAt: new Date(), peer: '192.0.2.2' })
    const unknown = await db().webhookDelivery.findFirstOrThrow({ where: { verdict: 'unknown-application' } })
    await addTestApplication(own)
    expect((await reprocess({ deliveryIDs: [unknown.id] })).outcomes).toEqual(['applied'])
    expect(await rowOf(unknown.id)).toMatchObject({ applicationID: own.applicationID, processing: 'applied' })
    expect(await journeyOf(journeyID)).not.toBeNull()
  })
})

describe('who may', () => {
  beforeAll(async () => {
    own = await addTestApplication()
  })

  it('is an engineer with a reason, and it is written down', async () => {
    const stale = await send({ at: new Date(Date.now() - 3_600_000) })
    const input = { deliveryIDs: [stale.id], reason }
    await expect(reprocessDeliveries(support, input)).rejects.toThrow('The role support may not do this')
    await expect(reprocessDeliveries(engineer, { deliveryIDs: [stale.id] })).rejects.toThrow('must say why')
    await expect(reprocessDeliveries(engineer, { reason })).rejects.toThrow('either deliveryIDs or a filter')
    await reprocess({ deliveryIDs: [stale.id], applyStale: true })
    const entry = await db().auditEntry.findFirstOrThrow({
      where: { action: 'reprocess.deliveries', subject: stale.id },
    })
    expect(entry).toMatchObject({ actor: 'eng@desk.example', reason, detail: { total: 1, applyStale: true } })
  })

  it('sees the bytes with personal data masked, and unmasked only with a reason in the audit log', async () => {
    const profile = {
      contactNumber: '9876543210',
      pan: 'ABCPE1234F',
      panName: 'Asha Rao',
      personalemail: 'a@mail.example',
    }
    const body = sampleBody(own, { borrower: { profile } })
    const bytes = Buffer.from(body)
    const headers = { ...signedHeaders(own, body, { secret: 'another' }), 'user-agent': 'hook (a@mail.example)' }
    await receiveWebhook({ headers, body: bytes, bodySize: bytes.length, receivedAt: new Date(), peer: '192.0.2.3' })
    const row = await db().webhookDelivery.findFirstOrThrow({
      where: { applicationID: own.applicationID, verdict: 'signature-mismatch' },
    })
    const id = { deliveryID: row.id }
    const forEngineer = JSON.stringify(await readDeliveryScreen(engineer, id), bigintless)
    const forSupport = await readDeliveryScreen(support, id)
    expect(forEngineer).toContain('CUST_0012')
    expect(forEngineer).not.toMatch(/9876543210|ABCPE|Asha|a@mail|39 38 37 36/)
    expect(forSupport.inside).toEqual({ refused: 'role' })
    const revealed = await revealDelivery(engineer, id, { reason: 'compare with the sender’s log' })
    expect(Buffer.from(revealed.base64, 'base64').toString()).toBe(body)
    expect(await db().auditEntry.count({ where: { action: 'reveal.delivery', subject: row.id } })).toBe(1)
    await expect(revealDelivery(support, id, { reason: 'why not' })).rejects.toThrow('may not')
  })
})

const bigintless = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

describe('the debugger', () => {
  const secret = 'whsec_pasted-into-the-debugger'
  const timestamp = '1772729300'
  const raw = '{"a": 1, "b": 2}'
  const headers = (signature: string) =>
    [
      'event-id: e',
      'tenant-id: t',
      'application-id: a',
      `webhook-timestamp: ${timestamp}`,
      `webhook-signature: ${signature}`,
    ]
      .map((line) => `X-AL-${line}`)
      .join('\n')

  it('names the reason and the first byte that differs, and keeps nothing', async () => {
    const signature = signWebhook(secret, timestamp, Buffer.from(JSON.stringify(JSON.parse(raw))))
    const before = await counts()
    const told = await debugSignature(engineer, { body: raw, headers: headers(signature), secret })
    expect(told).toMatchObject({ state: 'fails', cause: 'parsed-body-signed', size: 16 })
    expect(told.diff?.offset).toBe(5)
    expect(JSON.stringify(told)).not.toContain(secret)
    expect(await counts()).toEqual(before)
  })

  it('says that a right signature holds, and what is missing of one that cannot be checked', async () => {
    const signature = signWebhook(secret, timestamp, Buffer.from(raw))
    const held = await debugSignature(engineer, { body: raw, headers: headers(signature), secret })
    expect(held).toMatchObject({ state: 'holds', sentence: expect.stringContaining('the pasted secret') })
    const bare = await debugSignature(engineer, { body: raw, headers: 'X-AL-Event-ID: e', secret })
    expect(bare.state).toBe('unchecked')
  })

  it('tries the known secrets of an application, without telling what they would sign', async () => {
    own = await addTestApplication()
    const body = sampleBody(own)
    const told = await debugSignature(engineer, {
      body,
      headers: signedHeaders(own, body, { secret: 'nobody knows it' }),
      applicationID: own.applicationID,
    })
    expect(told.state).toBe('fails')
    expect(told.digests[0]?.shown).toMatch(/^[0-9a-f]{6}…[0-9a-f]{4}$/)
    const right = await debugSignature(engineer, {
      body,
      headers: signedHeaders(own, body),
      applicationID: own.applicationID,
    })
    expect(right.state).toBe('holds')
  })

  it('is for engineers, and wants a secret or an application', async () => {
    await expect(debugSignature(support, { body: raw, headers: '', secret })).rejects.toThrow('may not')
    await expect(debugSignature(engineer, { body: raw, headers: '' })).rejects.toThrow('secret: paste one')
    await expect(debugSignature(engineer, { body: 'zz', encoding: 'hex', headers: '', secret })).rejects.toThrow(
      'not hex',
    )
    const applicationID = randomUUID()
    await expect(debugSignature(engineer, { body: raw, headers: '', applicationID })).rejects.toThrow('no application')
  })
})

async function counts() {
  const [deliveries, audit, jobs] = await Promise.all([
    db().webhookDelivery.count(),
    db().auditEntry.count(),
    db().bulkJob.count(),
  ])
  return { deliveries, audit, jobs }
}

describe('failures by cause', () => {
  it('are counted by explanation, beside what arrived at all', async () => {
    own = await addTestApplication()
    const scope = { applicationID: own.applicationID, environment: 'live' as const }
    const range = { from: new Date(Date.now() - 3_600_000), to: new Date(Date.now() + 60_000) }
    const silent = await readDeliveryFailures(support, { ...scope, ...range })
    expect(silent).toMatchObject({ groups: [], partial: false, unkept: 0 })
    expect(silent.arrivals.every(({ lastAt, count }) => lastAt === null && count === 0)).toBe(true)
    await send()
    await send({ secret: 'another' })
    await send({ at: new Date(Date.now() - 3_600_000) })
    while ((await detectOnce(new Date())) > 0);
    const { groups, arrivals } = await readDeliveryFailures(support, { ...scope, ...range })
    expect(groups.map(({ kind, count, open }) => [kind, count, open]).sort()).toEqual([
      ['timestamp-stale', 1, 1],
      ['undetermined', 1, 1],
    ])
    expect(arrivals.find(({ source }) => source === 'receiver')).toMatchObject({ count: 3 })
    const everywhere = await readDeliveryFailures(support, { applicationID: null, environment: 'live', ...range })
    expect(everywhere.groups.length).toBeGreaterThanOrEqual(2)
  })
})
