import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import type { JourneySnapshot, OfferFacts } from '@/lib/domain/snapshot'
import { findJourneyScreen, readJourney, readJourneyScreen } from '@/lib/query/journey'
import { JOURNEY_VIEWS } from '@/lib/query/journey-views'
import { countJourneyLists, listJourneys, listLenders, type JourneyQuery } from '@/lib/query/journeys'
import { JourneySchema, JourneySummarySchema } from '@/lib/query/schemas'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { db } from '@/lib/store/client'
import { JOURNEY_SORTS } from '@/lib/store/journeys-read'
import { createTestDatabase } from '@/tests/support/database'

const LIVE = randomUUID()
const TEST = randomUUID()
const NOW = new Date('2026-03-05T16:48:20.000Z')
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000)
const reader: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'reader@example.test',
  role: 'support',
  applicationIDs: null,
}
const liveToken: Principal = { kind: 'token', tokenID: randomUUID(), name: 't', scopes: ['read'], applicationID: LIVE }

const offer = (offerID: string, lender: string): OfferFacts => ({
  offerID,
  lender,
  status: 'OFFER_AWAITED',
  aa: null,
  proceededAt: null,
  locked: null,
  updatedAt: null,
  steps: null,
})

let sequence = 1n
function snapshot(journeyID: string, minutes: number, values: Partial<JourneySnapshot> = {}): JourneySnapshot {
  return {
    applicationID: LIVE,
    journeyID,
    borrowerExternalID: `CUST_${journeyID}`,
    sequence: sequence++,
    eventKey: `evt_${sequence}`,
    source: 'webhook',
    eventAt: ago(minutes),
    receivedAt: ago(minutes),
    type: null,
    status: 'OFFERS_PENDING',
    nextAction: null,
    pendingOperations: null,
    offers: null,
    ...values,
  }
}

const update = (journeyID: string, data: { owner?: string; stuck?: boolean }) =>
  db().journey.update({ where: { applicationID_journeyID: { applicationID: LIVE, journeyID } }, data })

beforeAll(async () => {
  await createTestDatabase()
  const shared = { tenantID: randomUUID(), baseURL: 'https://platform.example' }
  for (const [applicationID, environment] of [[LIVE, 'live'] as const, [TEST, 'test'] as const]) {
    await addApplication({ kind: 'system', name: 'cli' }, { ...shared, name: environment, applicationID, environment })
  }
  // Five at each minute, so that pages have to break ties.
  const many = Array.from({ length: 40 }, (_, index) => snapshot(`many-${index}`, 100 + Math.floor(index / 5)))
  const over = Array.from({ length: 6 }, (_, index) =>
    snapshot(`over-${index}`, 9_000 + index, { status: 'DISBURSED' }),
  )
  const profile = { contactNumber: '9876504321', pan: 'ABCPE1234F', panName: 'Asha Somebody', requestedAmount: 250_000 }
  await applySnapshots({
    snapshots: [
      ...many,
      ...over,
      snapshot('rich', 60, { status: 'STARTED' }),
      snapshot('rich', 50, { offers: [offer('OF-1', 'Konkan Credit'), offer('OF-2', 'Deccan Capital')] }),
      snapshot('100%_sure', 55),
      snapshot('shared', 10),
      snapshot('shared', 20, { applicationID: TEST }),
    ],
    profiles: [{ applicationID: LIVE, borrowerExternalID: 'CUST_rich', sequence: 1n, profile }],
  })
  await update('rich', { owner: 'lender', stuck: true })
  await update('many-0', { owner: 'account_aggregator' })
  await update('many-1', { owner: 'borrower' })
  for (const [cause, status] of [
    ['lender-dispatch-in-flight', 'open'] as const,
    ['aa-required', 'resolved'] as const,
  ]) {
    await insertFinding('rich', cause, status)
  }
})

async function insertFinding(journeyID: string, cause: string, status: string) {
  const seen = { firstSeenAt: ago(40), lastSeenAt: NOW, occurrences: 1, episodes: [{ from: ago(40), to: null }] }
  const findingID = randomUUID()
  const fingerprint = `offers-pending|${cause}|journey|${journeyID}`
  const subject = { subjectType: 'journey', subjectID: journeyID, environment: 'live' }
  const judgement = { condition: 'offers-pending', cause, confidence: 0.9, severity: 'high', status, summary: 's' }
  await db().finding.create({
    data: { applicationID: LIVE, findingID, fingerprint, rejectedCauses: [], ...subject, ...judgement, ...seen },
  })
}

async function walk(query: JourneyQuery): Promise<string[][]> {
  const pages: string[][] = []
  let cursor: string | undefined
  do {
    const page = await listJourneys(reader, { ...query, ...(cursor ? { cursor } : {}) }, NOW)
    pages.push(page.data.map((row) => `${row.applicationID}|${row.journeyID}`))
    cursor = page.nextCursor ?? undefined
  } while (cursor && pages.length < 100)
  return pages
}

const idsOf = async (query: JourneyQuery, as: Principal = reader) =>
  (await listJourneys(as, { limit: 200, ...query }, NOW)).data.map((row) => row.journeyID)

describe('pages of journeys', () => {
  it.each(JOURNEY_SORTS)('hold every journey once when sorted by %s, ties too', async (sort) => {
    const all = (await walk({ sort, limit: 7 })).flat()
    expect(all).toHaveLength(50)
    expect(new Set(all).size).toBe(50)
    expect(all).toEqual((await walk({ sort, limit: 200 })).flat())
  })

  it('lead back by the previous cursor to what was shown before', async () => {
    const first = await listJourneys(reader, { limit: 7 }, NOW)
    const second = await listJourneys(reader, { limit: 7, cursor: first.nextCursor ?? '' }, NOW)
    const third = await listJourneys(reader, { limit: 7, cursor: second.nextCursor ?? '' }, NOW)
    const back = await listJourneys(reader, { limit: 7, cursor: third.previousCursor ?? '' }, NOW)
    expect(back.data).toEqual(second.data)
    const start = await listJourneys(reader, { limit: 7, cursor: back.previousCursor ?? '' }, NOW)
    expect(start.data).toEqual(first.data)
    expect(start.previousCursor).toBeNull()
    expect(first.previousCursor).toBeNull()
  })

  it('show the longest wait first, and what is over after what still runs', async () => {
    const ids = await idsOf({})
    expect(ids[0]).toMatch(/^many-/)
    expect(ids.slice(-6).every((id) => id.startsWith('over-'))).toBe(true)
  })

  it('refuse a cursor of another sort', async () => {
    const { nextCursor } = await listJourneys(reader, { limit: 1 }, NOW)
    await expect(listJourneys(reader, { sort: 'updated', cursor: nextCursor ?? '' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
  })

  it('answer in the shape of the read API, with open findings alone', async () => {
    const { data } = await listJourneys(reader, { q: 'rich' }, NOW)
    expect(JourneySummarySchema.parse(data[0])).toEqual(data[0])
    expect(data[0]?.findings.map((finding) => finding.cause)).toEqual(['lender-dispatch-in-flight'])
  })
})

describe('filters of journeys', () => {
  it('find by journey, borrower and offer, whole or from the beginning', async () => {
    for (const q of ['rich', 'ri', 'CUST_rich', 'CUST_ri', 'OF-1', 'OF-']) expect(await idsOf({ q })).toEqual(['rich'])
    for (const q of ['ich', 'F-1', 'RICH']) expect(await idsOf({ q })).toEqual([])
  })

  it('take every sign of the search as itself', async () => {
    expect(await idsOf({ q: '100%_' })).toEqual(['100%_sure'])
    for (const q of ['%', '_', "' OR 1=1 --", '\\']) expect(await idsOf({ q })).toEqual([])
  })

  it('count in each view what the view lists', async () => {
    const views = JOURNEY_VIEWS.map((view) => ({ view }))
    const counts = await countJourneyLists(reader, views, NOW)
    for (const [index, { view }] of views.entries()) expect((await idsOf({ view })).length, view).toBe(counts[index])
    expect([counts[0], counts[1], counts[2], counts[5]]).toEqual([1, 1, 1, 50])
  })

  it('narrow a view further and never widen it', async () => {
    expect(await idsOf({ view: 'lender', owner: 'borrower' })).toEqual([])
    expect(await idsOf({ view: 'stuck', owner: 'lender,us' })).toEqual(['rich'])
    expect(await idsOf({ stuck: 'true', status: 'STARTED' })).toEqual([])
  })

  it('keep environments and applications apart', async () => {
    expect(await idsOf({ environment: 'test' })).toEqual(['shared'])
    expect(await idsOf({ applicationID: TEST })).toEqual(['shared'])
    expect(await idsOf({}, liveToken)).toHaveLength(49)
    await expect(listJourneys(liveToken, { applicationID: TEST })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('offer the lenders that journeys name', async () => {
    expect(await listLenders(reader, {})).toEqual([])
  })
})

describe('one journey', () => {
  it('has the shape of the read API', async () => {
    const journey = await readJourney(reader, { journeyID: 'rich' })
    expect(JourneySchema.parse(journey)).toEqual(journey)
    expect(journey.offers.map((own) => own.lender)).toEqual(['Konkan Credit', 'Deccan Capital'])
    expect(journey.timeline.filter(({ kind }) => kind === 'status').map(({ summary }) => summary)).toEqual([
      'STARTED',
      'STARTED → OFFERS_PENDING',
    ])
    expect(journey.waitingSince).toEqual(ago(50))
  })

  it('is ambiguous where several applications hold its ID, until one is named', async () => {
    await expect(readJourney(reader, { journeyID: 'shared' })).rejects.toMatchObject({ code: 'AMBIGUOUS' })
    const { applicationID } = await readJourney(reader, { journeyID: 'shared', applicationID: TEST })
    expect(applicationID).toBe(TEST)
    expect((await readJourney(liveToken, { journeyID: 'shared' })).applicationID).toBe(LIVE)
    expect((await findJourneyScreen(reader, 'shared', [])).kind).toBe('several')
    expect((await findJourneyScreen(reader, 'shared', [undefined, TEST])).kind).toBe('one')
  })

  it('does not exist when nobody told of it, nor in another application', async () => {
    await expect(readJourney(reader, { journeyID: 'nope' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(readJourney(reader, { journeyID: 'rich', applicationID: TEST })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await findJourneyScreen(reader, 'nope', [])).kind).toBe('none')
  })

  it('shows the last four of mobile and PAN and nothing else of the person', async () => {
    const screen = await readJourneyScreen(reader, { journeyID: 'rich' })
    expect(screen.borrower).toEqual({ mobile: '••••••4321', pan: '••••••234F' })
    expect(screen.requestedAmount).toBe(250_000)
    expect(JSON.stringify(screen)).not.toMatch(/98765|ABCPE|Asha/)
  })

  it('works with an ID, a status and nothing else', async () => {
    const screen = await readJourneyScreen(reader, { journeyID: 'many-3' })
    expect(screen).toMatchObject({
      offers: [],
      pendingOperations: [],
      operationsKnown: false,
      findings: [],
      deliveries: [],
    })
    expect(screen.statusRuns).toHaveLength(1)
  })
})
