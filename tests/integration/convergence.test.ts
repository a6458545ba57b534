import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, expect, it } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import type { DeliveryDraft } from '@/lib/domain/delivery'
import type { JourneySnapshot, OfferFacts, OperationFacts, ProfileUpdate, StepFacts } from '@/lib/domain/snapshot'
import { insertApplication } from '@/lib/store/applications'
import { applySnapshots } from '@/lib/store/apply-snapshots'
import { openProfile } from '@/lib/store/borrower-profiles'
import { db } from '@/lib/store/client'
import { saveDeliveries } from '@/lib/store/save-deliveries'
import { createTestDatabase } from '@/tests/support/database'
import { aa, diagnostics, minutes, offer, operation, snapshot, step } from '@/tests/support/journeys'

/** The same events end in the same rows and findings, however they arrive and whenever detection looks. */

const RUNS = 25
const JOURNEYS_A_RUN = 40
const END = minutes(26 * 60)

beforeAll(async () => {
  await createTestDatabase()
})

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 })
const moment = fc.integer({ min: 0, max: 120 }).map((minute) => minutes(minute))
const lender = orNull(fc.constantFrom('North Bank', 'South Bank'))

const stepFacts: fc.Arbitrary<StepFacts> = fc
  .record({
    type: fc.constantFrom('KYC', 'ACCOUNT_AGGREGATOR', 'BANK_MANDATE', 'E_MANDATE', 'ODD'),
    status: fc.constantFrom('PENDING', 'PENDING', 'READY', 'IN_PROGRESS', 'SUCCESS', 'FAILURE', 'ODD'),
    action: orNull(fc.constantFrom('NONE', 'WAIT', 'REDIRECT', 'SUBMIT_FORM', 'AWAIT_CALLBACK')),
    since: orNull(moment),
    blockedBy: fc.subarray(['KYC', 'ODD']),
  })
  .map(({ type, status, action, since, blockedBy }) =>
    step(type, status, action, {
      diagnostics: since ? diagnostics({ since, blockedBy }) : null,
      resource: since ? { n: 1.5, u: 'x' } : null,
    }),
  )

const offerFacts: fc.Arbitrary<OfferFacts> = fc
  .record({
    offerID: fc.constantFrom('a', 'b'),
    lender,
    status: orNull(fc.constantFrom('OFFER_RECEIVED', 'OFFER_AWAITED', 'NO_OFFER_AVAILABLE')),
    aa: orNull(
      fc.record({
        required: orNull(fc.boolean()),
        state: orNull(
          fc.constantFrom('REQUIRED', 'REDIRECT_READY', 'IN_PROGRESS', 'USER_RETURNED', 'APPROVED', 'EXPIRED'),
        ),
        aaSessionID: orNull(fc.constantFrom('1', '2')),
        redirectExpiresAt: orNull(moment),
      }),
    ),
    proceededAt: fc.option(moment, { nil: null, freq: 1 }),
    locked: orNull(fc.boolean()),
    steps: orNull(fc.array(stepFacts, { maxLength: 3 })),
  })
  .map(({ offerID, aa: told, ...rest }) => offer(offerID, { ...rest, aa: told && aa(told.state, told) }))

const operationFacts: fc.Arbitrary<OperationFacts> = fc
  .record({
    type: fc.constantFrom('LENDER_DISPATCH', 'PROFILE_CHECK', 'AA_RECONCILE'),
    status: fc.constantFrom('QUEUED', 'IN_FLIGHT', 'RETRYING', 'DONE'),
    lender,
    startedAt: orNull(moment),
    attempts: orNull(fc.integer({ min: 1, max: 5 })),
  })
  .map(({ type, status, ...rest }) => operation(type, status, rest))

const STATUSES = ['OFFERS_PENDING', 'OFFERS_PENDING', 'AA_REQUIRED', 'OFFER_SELECTED', 'KYC_PENDING', 'KYC_PENDING']
const MORE_STATUSES = [
  'BANK_MANDATE_PENDING',
  'LENDER_PROCESSING',
  'OFFERS_AVAILABLE',
  'PROFILE_SUBMITTED',
  'CLOSED',
  'ODD',
]

/** Few sequences, so that pulls and webhooks and several webhooks meet on one; times need not grow with them. */
const event = fc.record({
  sequence: fc.integer({ min: 1, max: 6 }),
  way: fc.constantFrom('receiver', 'receiver', 'reported', 'pull'),
  eventAt: moment,
  delayMs: fc.constantFrom(200, 4_000, 30 * 60_000),
  status: fc.constantFrom(...STATUSES, ...MORE_STATUSES),
  nextAction: orNull(fc.constantFrom('WAIT', 'VIEW_OFFERS')),
  type: orNull(fc.constant('PERSONAL_LOAN')),
  pendingOperations: orNull(fc.array(operationFacts, { maxLength: 2 })),
  offers: orNull(fc.array(offerFacts, { maxLength: 2 })),
  profile: orNull(fc.record({ pan: orNull(fc.constantFrom('ABCDE1234F', 'ZZZZZ9999Z')), pincode: orNull(fc.nat(9)) })),
})

const history = fc.array(event, { minLength: 1, maxLength: 6 }).chain((events) => {
  const places = events.map((_, place) => place)
  const again = fc.array(fc.constantFrom(...places), { maxLength: 3 })
  return again.chain((repeats) => {
    const all = [...places, ...repeats]
    return fc.record({ events: fc.constant(events), arrival: fc.shuffledSubarray(all, { minLength: all.length }) })
  })
})
type History = typeof history extends fc.Arbitrary<infer T> ? T : never

interface Arrival {
  way: string
  snapshot: JourneySnapshot
  profile: ProfileUpdate | null
}

/** Null where an earlier event has the same key: one key stands for one content. */
function arrivalsOf(applicationID: string, journeyID: string, events: History['events']): (Arrival | null)[] {
  const seen = new Set<string>()
  return events.map(({ way, sequence, profile, eventAt, delayMs, offers, status, ...rest }, place) => {
    const eventKey = way === 'pull' ? `pull:${sequence}` : `evt_${journeyID}_${place}`
    if (seen.has(eventKey)) return null
    seen.add(eventKey)
    const borrowerExternalID = `CUST_${journeyID.length}`
    const names = { applicationID, journeyID, borrowerExternalID, sequence: BigInt(sequence), eventKey }
    const told = snapshot(status, eventAt, {
      ...rest,
      ...names,
      source: way === 'pull' ? 'pull' : 'webhook',
      receivedAt: new Date(eventAt.getTime() + delayMs),
      offers: offers?.map((item) => named(item, journeyID)) ?? null,
    })
    return { way, snapshot: told, profile: profile && { ...names, profile } }
  })
}

function named(item: OfferFacts, journeyID: string): OfferFacts {
  const aaSessionID = item.aa?.aaSessionID ? `${journeyID}-${item.offerID}-${item.aa.aaSessionID}` : null
  return { ...item, offerID: `${journeyID}-${item.offerID}`, aa: item.aa && { ...item.aa, aaSessionID } }
}

function draftOf({ way, snapshot: told, profile }: Arrival): DeliveryDraft {
  return {
    id: uuidv7(),
    applicationID: told.applicationID,
    source: way === 'reported' ? 'reported' : 'receiver',
    reportedDeliveryID: way === 'reported' ? `del_${told.eventKey}` : null,
    eventID: told.eventKey,
    attempt: 1,
    receivedAt: told.receivedAt,
    verdict: 'verified',
    cause: null,
    reason: null,
    responseStatus: null,
    headers: {},
    body: null,
    bodySize: 0,
    bodySha256: told.eventKey,
    computedSignature: null,
    reportedOutcome: null,
    sequence: told.sequence,
    eventAt: told.eventAt,
    journeyIDs: [told.journeyID],
    borrowerExternalID: null,
    secretID: null,
    durationMs: null,
    extra: null,
    apply: { snapshots: [told], profiles: profile ? [profile] : [] },
  }
}

async function arrive(batch: Arrival[]): Promise<void> {
  const pulled = batch.filter(({ way }) => way === 'pull')
  const delivered = batch.filter(({ way }) => way !== 'pull')
  if (delivered.length > 0) await saveDeliveries(delivered.map(draftOf))
  const profiles = pulled.flatMap(({ profile }) => profile ?? [])
  if (pulled.length > 0) await applySnapshots({ snapshots: pulled.map((item) => item.snapshot), profiles })
}

async function detectAll(now: Date): Promise<void> {
  while ((await detectOnce(now)) > 0);
}

async function rowsOf(applicationID: string): Promise<Record<string, unknown>> {
  const own = { where: { applicationID }, omit: { applicationID: true } } as const
  const times = { receivedAt: true, detectedAt: true, pulledAt: true, applicationID: true } as const
  const findings = await db().finding.findMany({ ...own, orderBy: { fingerprint: 'asc' } })
  const fingerprints = new Map(findings.map((row) => [row.findingID, row.fingerprint]))
  const evidence = await db().findingEvidence.findMany({ ...own, orderBy: { position: 'asc' } })
  const borrowers = await db().borrower.findMany({ ...own, orderBy: { borrowerExternalID: 'asc' } })
  return {
    journeys: await db().journey.findMany({ where: { applicationID }, omit: times, orderBy: { journeyID: 'asc' } }),
    offers: await db().offer.findMany({ ...own, orderBy: { offerID: 'asc' } }),
    steps: await db().step.findMany({ ...own, orderBy: [{ offerID: 'asc' }, { stepID: 'asc' }] }),
    operations: await db().pendingOperation.findMany({
      ...own,
      orderBy: [{ journeyID: 'asc' }, { operationID: 'asc' }],
    }),
    sessions: await db().aaSession.findMany({ ...own, orderBy: { aaSessionID: 'asc' } }),
    findings: findings.map((row) => ({
      ...row,
      findingID: 0,
      createdAt: 0,
      updatedAt: 0,
      revision: 0,
      triageRevision: 0,
      digest: '',
    })),
    evidence: evidence
      .map((row) => ({ ...row, findingID: fingerprints.get(row.findingID) }))
      .sort((a, b) => ((a.findingID ?? '') < (b.findingID ?? '') ? -1 : a.findingID === b.findingID ? 0 : 1)),
    borrowers: borrowers.map(({ profileCiphertext, profileKeyID, mobileHash, panHash, ...row }) => ({
      ...row,
      updatedAt: 0,
      pan: panHash && Buffer.from(panHash).toString('hex'),
      mobile: mobileHash && Buffer.from(mobileHash).toString('hex'),
      profile: profileCiphertext && profileKeyID ? openProfile(profileCiphertext, profileKeyID) : null,
    })),
  }
}

async function addApplication(): Promise<string> {
  const applicationID = randomUUID()
  const rest = { tenantID: randomUUID(), name: 'Loans', environment: 'test', baseURL: 'http://peer.example' } as const
  await insertApplication({ applicationID, ...rest, apiKey: null })
  return applicationID
}

it('ends 1,000 histories in the same rows and findings, in any order, with any duplicates and batches', async () => {
  const run = fc.array(history, { minLength: JOURNEYS_A_RUN, maxLength: JOURNEYS_A_RUN })
  const looks = fc.array(fc.integer({ min: 0, max: 26 * 60 }), { minLength: 1, maxLength: 3 })
  let findings = 0
  await fc.assert(
    fc.asyncProperty(run, looks, fc.integer({ min: 5, max: 80 }), async (histories, nows, batchSize) => {
      const [ordered, shuffled] = [await addApplication(), await addApplication()]
      const inOrder = histories.flatMap(({ events }, index) =>
        arrivalsOf(ordered, `j${index}`, events).filter((item) => item !== null),
      )
      await arrive(inOrder.toSorted((a, b) => Number(a.snapshot.sequence - b.snapshot.sequence)))

      const arrivals = histories.map(({ events, arrival }, index) => {
        const items = arrivalsOf(shuffled, `j${index}`, events)
        return arrival.flatMap((place) => items[place] ?? [])
      })
      const rounds = Math.max(...arrivals.map((items) => items.length))
      const mixed = Array.from({ length: rounds }, (_, round) => arrivals.flatMap((items) => items[round] ?? [])).flat()
      const moments = nows.toSorted((a, b) => a - b)
      for (let from = 0; from < mixed.length; from += batchSize) {
        await arrive(mixed.slice(from, from + batchSize))
        const now = from % 3 === 0 ? moments.shift() : undefined
        if (now !== undefined) await detectAll(minutes(now))
      }
      await detectAll(END)
      const rows = await rowsOf(ordered)
      findings += Array.isArray(rows.findings) ? rows.findings.length : 0
      expect(await rowsOf(shuffled)).toEqual(rows)
    }),
    { numRuns: RUNS, seed: 11, endOnFailure: true },
  )
  expect(findings).toBeGreaterThan(JOURNEYS_A_RUN)
}, 120_000)
