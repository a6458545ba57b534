import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import type { JourneySnapshot, OfferFacts, OperationFacts, StepFacts } from '@/lib/domain/snapshot'
import { JOURNEY_STATUSES, STEP_STATUSES } from '@/lib/domain/vocabulary'
import { insertApplication } from '@/lib/store/applications'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { db } from '@/lib/store/client'
import { createTestDatabase } from '@/tests/support/database'

const RUNS = 20
const JOURNEYS_A_RUN = 50
const T0 = Date.UTC(2026, 2, 5, 10)

beforeAll(async () => {
  await createTestDatabase()
})

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })
const moment = fc.integer({ min: 0, max: 50 }).map((minute) => new Date(T0 + minute * 60_000))

const stepFacts: fc.Arbitrary<StepFacts> = fc.record({
  stepID: fc.constantFrom('kyc', 'mandate'),
  type: fc.constantFrom('KYC', 'BANK_MANDATE'),
  status: fc.constantFrom(...STEP_STATUSES),
  actionRequired: orNull(fc.constantFrom('NONE', 'WAIT', 'REDIRECT')),
  resource: fc.constant(null),
  diagnostics: fc.constant(null),
  updatedAt: orNull(moment),
})

const offerFacts: fc.Arbitrary<OfferFacts> = fc.record({
  offerID: fc.constantFrom('a', 'b', 'c'),
  lender: orNull(fc.constantFrom('North Bank', 'South Bank')),
  status: orNull(fc.constantFrom('OFFER_RECEIVED', 'OFFER_AWAITED')),
  aa: orNull(
    fc.record({
      required: orNull(fc.boolean()),
      state: orNull(fc.constantFrom('REQUIRED', 'REDIRECT_READY', 'EXPIRED')),
      aaSessionID: orNull(fc.constantFrom('aa1', 'aa2')),
      redirectExpiresAt: orNull(moment),
    }),
  ),
  proceededAt: orNull(moment),
  locked: orNull(fc.boolean()),
  updatedAt: orNull(moment),
  steps: orNull(fc.array(stepFacts, { maxLength: 3 })),
})

const operationFacts: fc.Arbitrary<OperationFacts> = fc.record({
  operationID: fc.constantFrom('op1', 'op2'),
  type: fc.constantFrom('LENDER_DISPATCH', 'PROFILE_CHECK'),
  status: fc.constantFrom('QUEUED', 'IN_FLIGHT', 'DONE'),
  offerID: fc.constant(null),
  lender: orNull(fc.constant('North Bank')),
  startedAt: orNull(moment),
  updatedAt: fc.constant(null),
  attempts: orNull(fc.integer({ min: 1, max: 5 })),
})

/** What one event says, before it has a journey. Few sequences, so that pulls and webhooks meet on the same one. */
const event = fc.record({
  sequence: fc.integer({ min: 1, max: 6 }),
  isPull: fc.boolean(),
  eventAt: moment,
  receivedAt: fc.constant(new Date('2026-11-22T00:00:00Z')),
  status: fc.constantFrom(...JOURNEY_STATUSES),
  nextAction: orNull(fc.constantFrom('WAIT', 'VIEW_OFFERS')),
  type: orNull(fc.constant('PERSONAL_LOAN')),
  pendingOperations: orNull(fc.array(operationFacts, { maxLength: 2 })),
  offers: orNull(fc.array(offerFacts, { maxLength: 3 })),
})

/** A history, and an arrival: places in the history in any order, each at least once. */
const history = fc.array(event, { minLength: 1, maxLength: 7 }).chain((events) => {
  const places = events.map((_, place) => place)
  const again = fc.array(fc.constantFrom(...places), { maxLength: 6 })
  return again.chain((repeats) => {
    const arrival = fc.shuffledSubarray([...places, ...repeats], { minLength: places.length + repeats.length })
    return fc.record({ events: fc.constant(events), arrival })
  })
})

type History = typeof history extends fc.Arbitrary<infer T> ? T : never

/** An event key stands for one content: a second pull of the same version is left out. */
function snapshotsOf(applicationID: string, journeyID: string, events: History['events']): (JourneySnapshot | null)[] {
  const seen = new Set<string>()
  return events.map(({ isPull, sequence, offers, ...rest }, place) => {
    const eventKey = isPull ? `pull:${sequence}` : `evt_${journeyID}_${place}`
    if (seen.has(eventKey)) return null
    seen.add(eventKey)
    const named = offers?.map((offer) => ({ ...offer, offerID: `${journeyID}-${offer.offerID}` })) ?? null
    const source = isPull ? 'pull' : 'webhook'
    const borrowerExternalID = 'CUST'
    return {
      applicationID,
      journeyID,
      borrowerExternalID,
      sequence: BigInt(sequence),
      eventKey,
      source,
      offers: named,
      ...rest,
    }
  })
}

async function rowsOf(applicationID: string): Promise<unknown> {
  const inOrder = { where: { applicationID }, omit: { applicationID: true } } as const
  return {
    journeys: await db().journey.findMany({
      where: { applicationID },
      select: {
        journeyID: true,
        status: true,
        nextAction: true,
        version: true,
        eventAt: true,
        state: true,
      },
      orderBy: { journeyID: 'asc' },
    }),
    offers: await db().offer.findMany({ ...inOrder, orderBy: { offerID: 'asc' } }),
    steps: await db().step.findMany({ ...inOrder, orderBy: [{ offerID: 'asc' }, { stepID: 'asc' }] }),
    operations: await db().pendingOperation.findMany({
      ...inOrder,
      orderBy: [{ journeyID: 'asc' }, { operationID: 'asc' }],
    }),
  }
}

async function addApplication(): Promise<string> {
  const applicationID = randomUUID()
  const rest = {
    tenantID: randomUUID(),
    name: 'Loans',
    environment: 'test',
    baseURL: 'http://peer.example',
    apiKey: null,
  } as const
  await insertApplication({ applicationID, ...rest })
  return applicationID
}

const told = (snapshots: (JourneySnapshot | null)[]) => snapshots.filter((snapshot) => snapshot !== null)

it('ends 1,000 histories of webhooks and pulls in the same state, in any order and with any duplicates', async () => {
  const run = fc.array(history, { minLength: JOURNEYS_A_RUN, maxLength: JOURNEYS_A_RUN })
  await fc.assert(
    fc.asyncProperty(run, fc.integer({ min: 1, max: 40 }), async (histories, batchSize) => {
      const [ordered, shuffled] = [await addApplication(), await addApplication()]
      const inOrder = histories.flatMap(({ events }, index) => told(snapshotsOf(ordered, `j${index}`, events)))
      await applySnapshots({ snapshots: inOrder, profiles: [] })

      const arrivals = histories.map(({ events, arrival }, index) => {
        const snapshots = snapshotsOf(shuffled, `j${index}`, events)
        return told(arrival.map((place) => snapshots[place] ?? null))
      })
      const rounds = Math.max(...arrivals.map((arrival) => arrival.length))
      const mixed = Array.from({ length: rounds }, (_, round) =>
        arrivals.flatMap((arrival) => arrival[round] ?? []),
      ).flat()
      for (let from = 0; from < mixed.length; from += batchSize) {
        await applySnapshots({ snapshots: mixed.slice(from, from + batchSize), profiles: [] })
      }
      expect(await db().journey.count({ where: { applicationID: shuffled } })).toBe(JOURNEYS_A_RUN)
      expect(await rowsOf(shuffled)).toEqual(await rowsOf(ordered))
    }),
    { numRuns: RUNS, seed: 7, endOnFailure: true },
  )
}, 120_000)
