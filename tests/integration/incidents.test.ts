import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { detectIncidents } from '@/lib/detect/incidents'
import { detectOnce } from '@/lib/detect/run'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { listFindings } from '@/lib/query/findings'
import { readFinding } from '@/lib/query/finding'
import { listIncidents, readIncident } from '@/lib/query/incidents'
import { db } from '@/lib/store/client'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

const MINUTE = 60_000
const NOW = new Date(Math.floor(Date.now() / MINUTE) * MINUTE)
const SYSTEM = { kind: 'system', name: 'cli' } as const

beforeAll(async () => {
  await createTestDatabase()
})

const ago = (minutes: number) => new Date(NOW.getTime() - minutes * MINUTE)

async function judge(now = NOW): Promise<void> {
  while ((await detectOnce(now)) > 0);
  await detectIncidents(now)
}

interface Told {
  journeyID: string
  minutesAgo: number
  status?: string
  lender?: string
  borrower?: string
  secret?: string
}

/** A webhook as it comes in, of a journey that waits for the lender's offers unless told otherwise. */
async function tell(application: TestApplication, told: Told): Promise<number> {
  const { journeyID, minutesAgo, status = 'OFFERS_PENDING', lender = 'Acme Bank', borrower = 'CUST_1' } = told
  const at = ago(minutesAgo)
  const pending = { operationID: `op-${journeyID}`, type: 'LENDER_DISPATCH', status: 'IN_FLIGHT', lender }
  const body = sampleBody(application, {
    eventAt: at.toISOString(),
    sequence: at.getTime(),
    journey: { journeyID, status, pendingOperations: status === 'OFFERS_PENDING' ? [pending] : [] },
    borrower: { borrowerExternalID: borrower },
  })
  const headers = signedHeaders(application, body, { at, ...(told.secret ? { secret: told.secret } : {}) })
  const bytes = Buffer.from(body, 'utf8')
  const answer = await receiveWebhook({ headers, body: bytes, bodySize: bytes.byteLength, receivedAt: at, peer: '::1' })
  return answer.status
}

async function incidentsOf({ applicationID }: TestApplication) {
  return (await listIncidents(SYSTEM, { applicationID })).data
}

const OUTAGE = Array.from({ length: 12 }, (_, index) => index)
const outage = (index: number): Told => ({
  journeyID: `j-out-${index}`,
  minutesAgo: 70 - index * 4,
  borrower: `CUST_${index % 7}`,
})
/** Known for longer than a day, and other lenders have waited too. */
const PAST: Told[] = [
  { journeyID: 'j-old', minutesAgo: 3_000, lender: 'Other Bank' },
  { journeyID: 'j-old', minutesAgo: 2_900, lender: 'Other Bank', status: 'OFFERS_AVAILABLE' },
  { journeyID: 'j-third', minutesAgo: 2_000, lender: 'Third Bank' },
]

describe('a lender outage', () => {
  it('is one incident with its findings, journeys, borrowers and the rupees that are known', async () => {
    const application = await addTestApplication()
    for (const told of [...PAST, ...OUTAGE.map(outage)]) await tell(application, told)
    const { applicationID } = application
    await db().borrower.createMany({
      data: [
        { applicationID, borrowerExternalID: 'CUST_0', requestedAmount: 250_000 },
        { applicationID, borrowerExternalID: 'CUST_1', requestedAmount: '100000.50' },
      ],
      skipDuplicates: true,
    })
    await db().borrower.updateMany({
      where: { applicationID, borrowerExternalID: 'CUST_0' },
      data: { requestedAmount: 250_000 },
    })
    await judge()
    const [incident, ...others] = await incidentsOf(application)
    expect(others).toEqual([])
    expect(incident).toMatchObject({
      kind: 'lender-outage',
      subject: 'Acme Bank',
      status: 'open',
      until: null,
      findings: 12,
      unresolved: 12,
      reach: { journeys: 12, borrowers: 7, unknownBorrowers: 0, requestedAmount: 350_000.5, unknownAmounts: 5 },
    })
    const detail = await readIncident(SYSTEM, { incidentID: incident?.id ?? '' })
    expect(detail.children).toHaveLength(12)
    const { data } = await listFindings(SYSTEM, { applicationID, subjectID: 'j-out-3' })
    expect(data).toMatchObject([{ cause: 'lender-dispatch-in-flight', incidentID: incident?.id, children: 0 }])
    expect((await listFindings(SYSTEM, { applicationID, subjectID: 'j-third' })).data).toMatchObject([
      { incidentID: null, incidentIDs: [] },
    ])
  })

  it('resolves when the lender answers again, and keeps its ID', async () => {
    const application = await addTestApplication()
    for (const told of [...PAST, ...OUTAGE.map(outage)]) await tell(application, told)
    await judge()
    const [before] = await incidentsOf(application)
    for (const index of OUTAGE) {
      await tell(application, { ...outage(index), minutesAgo: 1, status: 'OFFERS_AVAILABLE' })
    }
    await judge()
    const after = await incidentsOf(application)
    expect(after).toMatchObject([{ id: before?.id, status: 'resolved', until: ago(1), unresolved: 0, findings: 12 }])
  })

  it('is not told of three unrelated stalls', async () => {
    const application = await addTestApplication()
    for (const told of [...PAST, ...[0, 5, 10].map(outage)]) await tell(application, told)
    await judge()
    expect(await incidentsOf(application)).toEqual([])
  })

  it('is the same in any order of events, judged at any moments between', async () => {
    const told = [...PAST, ...OUTAGE.map(outage)]
    const orders = fc.tuple(fc.shuffledSubarray(told, { minLength: told.length }), fc.integer({ min: 1, max: 14 }))
    const seen = new Set<string>()
    await fc.assert(
      fc.asyncProperty(orders, async ([order, cut]) => {
        const application = await addTestApplication()
        for (const one of order.slice(0, cut)) await tell(application, one)
        await judge()
        for (const one of order.slice(cut)) await tell(application, one)
        await judge()
        const open = (await incidentsOf(application)).filter(({ status }) => status === 'open')
        seen.add(JSON.stringify(open.map(({ id: _id, applicationID: _applicationID, ...rest }) => rest)))
        expect(seen.size).toBe(1)
      }),
      { numRuns: 3, seed: 5 },
    )
  })
})

describe('a rotated secret', () => {
  it('is the incident of the journeys that missed an update by it', async () => {
    const application = await addTestApplication()
    for (const journeyID of ['j-a', 'j-b', 'j-c'])
      await tell(application, { journeyID, minutesAgo: 60, status: 'STARTED' })
    for (const [index, journeyID] of ['j-a', 'j-b', 'j-c'].entries()) {
      const refused = { journeyID, minutesAgo: 30 - index, status: 'OFFERS_AVAILABLE', secret: 'whsec_another_one' }
      expect(await tell(application, refused)).toBe(401)
    }
    await judge()
    const [incident, ...others] = await incidentsOf(application)
    expect(others).toEqual([])
    expect(incident).toMatchObject({ kind: 'delivery-failure', status: 'open', findings: 4, reach: { journeys: 3 } })
    const detail = await readIncident(SYSTEM, { incidentID: incident?.id ?? '' })
    expect(detail.children.map(({ role }) => role)).toEqual(['cause', 'effect', 'effect', 'effect'])
    const cause = await readFinding(SYSTEM, { findingID: detail.children[0]?.id ?? '' })
    expect(cause).toMatchObject({ condition: 'webhook-signature-failure', incidentID: incident?.id, children: 3 })
  })

  it('counts a journey of two incidents in both, and once in the total', async () => {
    const application = await addTestApplication()
    for (const told of [...PAST, ...OUTAGE.map(outage)]) await tell(application, told)
    await tell(application, { journeyID: 'j-other', minutesAgo: 60, status: 'STARTED', borrower: 'CUST_9' })
    const refused = { minutesAgo: 2, status: 'OFFERS_AVAILABLE', secret: 'whsec_another_one' }
    await tell(application, { ...outage(3), ...refused })
    await tell(application, { journeyID: 'j-other', borrower: 'CUST_9', ...refused })
    await judge()
    const { data, total } = await listIncidents(SYSTEM, { applicationID: application.applicationID })
    const kinds = data.map(({ kind, reach }) => [kind, reach.journeys])
    expect(kinds.toSorted()).toEqual([
      ['delivery-failure', 2],
      ['lender-outage', 12],
    ])
    expect(total).toMatchObject({ journeys: 13, borrowers: 8 })
  })
})

it('answers 404 for an incident that is not there', async () => {
  await expect(readIncident(SYSTEM, { incidentID: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
