import { createHmac, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import type { DeliveryDraft } from '@/lib/domain/delivery'
import { signWebhook } from '@/lib/platform/signature'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { ingestReportedDeliveries } from '@/lib/ingest/reported-deliveries'
import { db } from '@/lib/store/client'
import { isKnownSource } from '@/lib/store/known-sources'
import { removeExpired } from '@/lib/store/retention'
import { saveDeliveries } from '@/lib/store/save-deliveries'
import { insertSecret, retireSecretRow } from '@/lib/store/secrets'
import { createTestDatabase } from '@/tests/support/database'
import { PATIENT } from '@/tests/support/patience'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

const MINUTE = 60_000
const NOW = new Date(Math.floor(Date.now() / MINUTE) * MINUTE)

beforeAll(async () => {
  await createTestDatabase()
})

const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE)

interface Sent {
  minutesAgo: number
  journeyID?: string
  /** Signs with another secret. */
  secret?: string
  /** Signs other bytes than it sends. */
  alter?: (body: string) => string
  /** When it was signed, if not when it came. */
  signedMinutesAgo?: number
  headers?: Record<string, string>
  body?: string
  /** Address of the sender; one of many if none is given. */
  peer?: string
}

/** Through the real receiver's core, at a time of its own. */
async function receive(application: TestApplication, sent: Sent): Promise<number> {
  const at = ago(sent.minutesAgo)
  const body = sent.body ?? sampleBody(application, { journey: { journeyID: sent.journeyID ?? `j-${randomUUID()}` } })
  const signedAt = sent.signedMinutesAgo === undefined ? at : ago(sent.signedMinutesAgo)
  const options = { at: signedAt, ...(sent.secret ? { secret: sent.secret } : {}) }
  const headers = { ...signedHeaders(application, body, options), ...sent.headers }
  const bytes = Buffer.from(sent.alter ? sent.alter(body) : body, 'utf8')
  const { peer = `198.51.100.${Math.floor(Math.random() * 200)}` } = sent
  const answer = await receiveWebhook({ headers, body: bytes, bodySize: bytes.byteLength, receivedAt: at, peer })
  return answer.status
}

async function settle(now = new Date(Date.now() + 1_000)): Promise<void> {
  while ((await detectOnce(now)) > 0);
}

async function findingsOf({ applicationID }: TestApplication) {
  const findings = await db().finding.findMany({
    where: { applicationID, subjectType: 'delivery_group' },
    orderBy: [{ firstSeenAt: 'asc' }, { cause: 'asc' }],
  })
  const evidence = await db().findingEvidence.findMany({ where: { applicationID }, orderBy: { position: 'asc' } })
  return findings.map((finding) => ({
    ...finding,
    evidence: evidence.filter(({ findingID }) => findingID === finding.findingID),
  }))
}

describe('a group of failed deliveries', () => {
  it('is one finding with its count, its times and the journeys that missed an update', async () => {
    const application = await addTestApplication()
    const old = 'whsec_the_one_before_this_one'
    const oldID = await insertSecret({ applicationID: application.applicationID, value: old, retireOthersAt: null })
    await retireSecretRow(oldID, { actor: null, now: ago(500) })
    for (const minutesAgo of [90, 70, 45]) {
      await receive(application, { minutesAgo, secret: old, journeyID: `j-missed-${minutesAgo}` })
    }
    await settle()
    const [finding, ...others] = await findingsOf(application)
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      condition: 'webhook-signature-failure',
      cause: 'wrong-secret',
      status: 'open',
      environment: 'live',
      severity: 'high',
      occurrences: 3,
      firstSeenAt: ago(90),
      lastSeenAt: ago(45),
      regressed: false,
    })
    expect(finding?.summary).toMatch(/^3 deliveries failed the same way\. .*3 journeys missed an update\.$/)
    const kinds = finding?.evidence.map(({ kind }) => kind)
    expect(kinds?.filter((kind) => kind === 'delivery')).toHaveLength(3)
    expect(finding?.evidence.map(({ ref }) => ref)).toMatchObject([
      { journeyID: 'j-missed-90' },
      { journeyID: 'j-missed-70' },
      { journeyID: 'j-missed-45' },
    ])
    const rows = await db().webhookDelivery.count({
      where: { applicationID: application.applicationID, groupKey: null },
    })
    expect(rows).toBe(0)
  })

  it('ends with the first delivery that verifies after it, and begins anew after half an hour', async () => {
    const application = await addTestApplication()
    const fail = (minutesAgo: number) => receive(application, { minutesAgo, alter: (body) => `${body}\n` })
    await fail(100)
    await fail(80)
    await settle()
    expect(await findingsOf(application)).toMatchObject([{ cause: 'body-altered-in-transit', status: 'open' }])
    await receive(application, { minutesAgo: 60 })
    await settle()
    expect(await findingsOf(application)).toMatchObject([
      { status: 'resolved', resolvedBy: 'evidence', resolvedAt: ago(60), occurrences: 2 },
    ])
    await fail(49)
    await settle()
    expect(await findingsOf(application)).toMatchObject([
      { status: 'resolved', occurrences: 2, lastSeenAt: ago(80) },
      { status: 'open', occurrences: 1, firstSeenAt: ago(49) },
    ])
  })

  it('lasts where good deliveries come in between, until so many verify or half an hour passes', async () => {
    const application = await addTestApplication()
    await receive(application, { minutesAgo: 50, alter: (body) => `${body}\n` })
    await receive(application, { minutesAgo: 40 })
    await receive(application, { minutesAgo: 25, alter: (body) => `${body}\n` })
    await receive(application, { minutesAgo: 20 })
    await settle()
    expect(await findingsOf(application)).toMatchObject([{ status: 'open', occurrences: 2 }])
    await settle(new Date(ago(-5).getTime() - 1))
    expect(await findingsOf(application)).toMatchObject([{ status: 'open' }])
    await settle(ago(-5))
    expect(await findingsOf(application)).toMatchObject([{ status: 'resolved', resolvedAt: ago(-5) }])
    for (const minutesAgo of [19, 18, 17, 16]) await receive(application, { minutesAgo })
    await settle(new Date(Date.now() + 24 * 60 * MINUTE))
    expect(await findingsOf(application)).toMatchObject([{ status: 'resolved', resolvedAt: ago(16) }])
  })

  it('is told for late and for contradicting deliveries too, which need no forensics', async () => {
    const application = await addTestApplication()
    await receive(application, { minutesAgo: 40, signedMinutesAgo: 60 })
    await receive(application, { minutesAgo: 39, headers: { 'x-al-event-id': 'evt_another' } })
    await settle()
    const found = await findingsOf(application)
    expect(found).toMatchObject([
      { cause: 'timestamp-stale', status: 'open', severity: 'medium' },
      { cause: 'header-mismatch', status: 'open' },
    ])
    expect(found[0]?.summary).toContain('1200 s')
  })

  it('is told where the receiver of the partner computed another digest, and ends when it computes the right one', async () => {
    const application = await addTestApplication()
    const report = async (minutesAgo: number, isRight: boolean) => {
      const at = ago(minutesAgo)
      const body = sampleBody(application, { journey: { journeyID: 'j-reported' }, sequence: 5_000 - minutesAgo })
      const headers = signedHeaders(application, body, { at })
      const alone = createHmac('sha256', application.secret).update(body).digest('hex')
      const record = {
        deliveryID: `rep_${randomUUID()}`,
        applicationID: application.applicationID,
        receivedAt: at.toISOString(),
        headers,
        rawBodyBase64: Buffer.from(body).toString('base64'),
        outcome: isRight ? 'accepted' : 'rejected',
        computedSignature: isRight ? headers['x-al-webhook-signature'] : alone,
      }
      const batch = Buffer.from(JSON.stringify({ records: [record] }))
      await ingestReportedDeliveries({ bytes: batch, contentType: 'application/json', contentEncoding: '' }, null, NOW)
    }
    await report(30, false)
    await report(20, false)
    await settle()
    expect(await findingsOf(application)).toMatchObject([
      {
        cause: 'timestamp-omitted',
        status: 'open',
        occurrences: 2,
        subjectDetail: { seenBy: 'reported', journeys: '1' },
      },
    ])
    await report(10, true)
    await settle()
    expect(await findingsOf(application)).toMatchObject([{ status: 'resolved', resolvedAt: ago(10) }])
  })
})

describe('noise', () => {
  it('opens no finding, unless the body names the tenant', async () => {
    const application = await addTestApplication()
    const forged = { minutesAgo: 5, secret: 'nobody knows this' }
    await receive(application, { ...forged, body: '{"hello":"world"}' })
    await receive(application, { ...forged, body: sampleBody({ ...application, tenantID: randomUUID() }) })
    await receive(application, { minutesAgo: 4, body: 'scan', headers: { 'x-al-webhook-timestamp': '' } })
    await settle()
    expect(await findingsOf(application)).toEqual([])
    await receive(application, { ...forged, minutesAgo: 3 })
    await settle()
    expect(await findingsOf(application)).toMatchObject([{ cause: 'undetermined', occurrences: 1 }])
  })

  it('is not what a sender sends whose deliveries verified before, unless its address may be a proxy’s', async () => {
    const counted: number[] = []
    for (const peer of ['93.184.216.34', '10.0.0.7']) {
      const application = await addTestApplication()
      const stranger = { minutesAgo: 5, body: '{"truncated', secret: 'whsec_nobody_knows', peer }
      await receive(application, stranger)
      await receive(application, { minutesAgo: 4, peer })
      await vi.waitFor(
        async () => expect(await isKnownSource({ ...application, peer })).toBe(peer.startsWith('93')),
        PATIENT,
      )
      await receive(application, { ...stranger, minutesAgo: 3 })
      await settle()
      const findings = await findingsOf(application)
      expect(findings.every(({ cause }) => cause === 'undetermined')).toBe(true)
      counted.push(...findings.map(({ occurrences }) => occurrences))
    }
    expect(counted).toEqual([1])
  })
})

describe('the state after all', () => {
  it('is the same in whatever order and division deliveries come', async () => {
    const secret = 'whsec_shared_by_all_of_them_0001'
    const kinds = ['good', 'newline', 'late'] as const
    const one = fc.record({ minute: fc.integer({ min: 0, max: 240 }), kind: fc.constantFrom(...kinds) })
    const history = fc.array(one, { minLength: 2, maxLength: 14 }).chain((events) =>
      fc.record({
        events: fc.constant(events),
        order: fc.shuffledSubarray(
          events.map((_, index) => index),
          { minLength: events.length },
        ),
        looks: fc.array(fc.boolean(), { minLength: events.length, maxLength: events.length }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(history, async ({ events, order, looks }) => {
        const [inOrder, shuffled] = [await addTestApplication({ secret }), await addTestApplication({ secret })]
        const sorted = events
          .map((_, index) => index)
          .toSorted((a, b) => (events[a]?.minute ?? 0) - (events[b]?.minute ?? 0))
        for (const index of sorted) await save(inOrder, index, events[index])
        for (const [place, index] of order.entries()) {
          await save(shuffled, index, events[index])
          if (looks[place]) await settle()
        }
        await settle()
        await settle(new Date(Date.now() + 24 * 60 * MINUTE))
        expect((await findingsOf(shuffled)).map(withoutIDs)).toEqual((await findingsOf(inOrder)).map(withoutIDs))
      }),
      { numRuns: 8 },
    )
  })

  async function save(
    application: TestApplication,
    index: number,
    event?: { minute: number; kind: string },
  ): Promise<void> {
    if (!event) return
    const at = ago(event.minute + index / 100)
    const id = `00000000-0000-7000-8000-${application.applicationID.slice(0, 8)}${String(index).padStart(4, '0')}`
    const cause =
      event.kind === 'newline' ? 'body-altered-in-transit' : event.kind === 'late' ? 'timestamp-stale' : null
    const draft: DeliveryDraft = {
      id,
      applicationID: application.applicationID,
      source: 'reported',
      reportedDeliveryID: `rep_${index}`,
      eventID: null,
      attempt: 1,
      receivedAt: at,
      verdict: event.kind === 'good' ? 'verified' : event.kind === 'late' ? 'stale' : 'signature-mismatch',
      cause,
      reason: cause && `because of ${cause} ${index % 2}`,
      responseStatus: null,
      headers: {},
      body: null,
      bodySize: 0,
      bodySha256: null,
      computedSignature: null,
      reportedOutcome: null,
      sequence: null,
      eventAt: null,
      journeyIDs: [`j-${index % 3}`],
      borrowerExternalID: null,
      secretID: null,
      durationMs: null,
      extra: null,
      apply: null,
    }
    await saveDeliveries([draft])
  }

  function withoutIDs(finding: Awaited<ReturnType<typeof findingsOf>>[number]) {
    const { condition, cause, status, severity, confidence, summary, firstSeenAt, lastSeenAt, resolvedAt, ...rest } =
      finding
    const evidence = rest.evidence.map(({ kind, at, summary: told, ref }) => ({
      kind,
      at,
      told,
      ref: JSON.stringify(ref).replace(/-[0-9a-f]{8}(\d{4})"/, '-$1"'),
    }))
    const { occurrences, episodes, subjectDetail } = rest
    return {
      condition,
      cause,
      status,
      severity,
      confidence,
      summary,
      firstSeenAt,
      lastSeenAt,
      resolvedAt,
      occurrences,
      episodes,
      subjectDetail,
      evidence,
    }
  }
})

describe('ten thousand failures', () => {
  it('are one finding, with bounded work', async () => {
    const application = await addTestApplication()
    const signature = signWebhook('x', '1', Buffer.from(''))
    const drafts = Array.from({ length: 10_000 }, (_, index): DeliveryDraft => ({
      id: randomUUID(),
      applicationID: application.applicationID,
      source: 'receiver',
      reportedDeliveryID: null,
      eventID: `evt_${index}`,
      attempt: 1,
      receivedAt: new Date(ago(20).getTime() + index),
      verdict: 'header-mismatch',
      cause: 'header-mismatch',
      reason: 'Differs from the body: x-al-event-id',
      responseStatus: 401,
      headers: { 'x-al-webhook-signature': signature },
      body: null,
      bodySize: 0,
      bodySha256: null,
      computedSignature: null,
      reportedOutcome: null,
      sequence: null,
      eventAt: null,
      journeyIDs: [`j-${index}`],
      borrowerExternalID: null,
      secretID: null,
      durationMs: null,
      extra: null,
      apply: null,
    }))
    for (let start = 0; start < drafts.length; start += 1_000) await saveDeliveries(drafts.slice(start, start + 1_000))
    const startedAt = performance.now()
    await settle()
    const tookMs = performance.now() - startedAt
    const found = await findingsOf(application)
    expect(found).toMatchObject([{ occurrences: 10_000, subjectDetail: { journeys: '10000' } }])
    expect(found[0]?.evidence.length).toBeLessThan(30)
    expect(tookMs).toBeLessThan(30_000)
  })
})

it('goes with its deliveries once it has ended, and stays while it is open', async () => {
  const [ended, open] = [await addTestApplication(), await addTestApplication()]
  for (const application of [ended, open]) await receive(application, { minutesAgo: 20, alter: (body) => `${body}\n` })
  await receive(ended, { minutesAgo: 10 })
  await settle()
  await removeExpired(new Date(Date.now() + 91 * 24 * 60 * MINUTE))
  const left = async ({ applicationID }: TestApplication) => [
    await db().deliveryGroup.count({ where: { applicationID } }),
    await db().deliveryGroupJourney.count({ where: { applicationID } }),
  ]
  expect(await left(ended)).toEqual([0, 0])
  expect(await left(open)).toEqual([1, 1])
})
