import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { compareSnapshots } from '@/lib/domain/journey-state'
import type { BorrowerProfile, JourneySnapshot } from '@/lib/domain/snapshot'
import { openProfile } from '@/lib/store/borrower-profiles'
import { db } from '@/lib/store/client'
import { readDetectionTurn, seenAt } from '@/lib/store/detection-turn'
import { FINDING_COLUMNS } from '@/lib/store/findings-read'
import { Prisma } from '@/lib/store/generated/client'
import { parseFacts, parseState } from '@/lib/store/journey-json'
import { inScopeWhere } from '@/lib/store/within'

/** Everything that is stored of one journey, as rows. */

export interface JourneyRef {
  applicationID: string
  journeyID: string
}

const EVENTS_MAX = 2_000
const DELIVERIES_MAX = 500
const FINDINGS_MAX = 100

/** The applications that hold this journey ID: more than one means the ID alone does not say which. */
export async function findJourneyApplications(journeyID: string, scope: ApplicationScope): Promise<string[]> {
  const rows = await db().journey.findMany({
    where: { journeyID, ...inScopeWhere(scope) },
    select: { applicationID: true },
    orderBy: { applicationID: 'asc' },
    take: 20,
  })
  return rows.map((row) => row.applicationID)
}

export async function findJourney(ref: JourneyRef) {
  const row = await db().journey.findUnique({
    where: { applicationID_journeyID: ref },
    select: {
      applicationID: true,
      journeyID: true,
      borrowerExternalID: true,
      type: true,
      status: true,
      nextAction: true,
      lender: true,
      version: true,
      eventAt: true,
      startedAt: true,
      webhookVersion: true,
      pulledVersion: true,
      pulledAt: true,
      state: true,
      owner: true,
      ownerReason: true,
      stuck: true,
      stuckSince: true,
      waitingSince: true,
      detectedAt: true,
      application: { select: { name: true, environment: true } },
    },
  })
  return row && { ...row, state: parseState(row.state) }
}
export type JourneyRow = NonNullable<Awaited<ReturnType<typeof findJourney>>>

export interface JourneyEvent extends JourneySnapshot {
  receivedAt: Date
  deliveryID: string | null
}

/** The newest events in the order of the fold, oldest first. */
export async function findJourneyEvents(ref: JourneyRef): Promise<JourneyEvent[]> {
  const rows = await db().journeyEvent.findMany({
    where: { applicationID: ref.applicationID, journeyID: ref.journeyID },
    select: {
      sequence: true,
      eventKey: true,
      source: true,
      eventAt: true,
      receivedAt: true,
      status: true,
      nextAction: true,
      facts: true,
      deliveryID: true,
    },
    orderBy: [{ sequence: 'desc' }, { eventKey: 'desc' }],
    take: EVENTS_MAX,
  })
  return rows
    .map(({ facts, source, ...row }) => ({
      ...row,
      ...parseFacts(facts),
      applicationID: ref.applicationID,
      journeyID: ref.journeyID,
      source: source === 'pull' ? ('pull' as const) : ('webhook' as const),
    }))
    .sort(compareSnapshots)
}

const deliverySchema = z.object({
  id: z.string(),
  eventID: z.string().nullable(),
  source: z.string(),
  attempt: z.number(),
  receivedAt: z.date(),
  verdict: z.string(),
  cause: z.string().nullable(),
  processing: z.string(),
  responseStatus: z.number().nullable(),
  sequence: z.bigint().nullable(),
})
export type JourneyDeliveryRow = z.infer<typeof deliverySchema>

/** The newest deliveries that name the journey, refused ones too, oldest first. */
export async function findJourneyDeliveries(ref: JourneyRef): Promise<JourneyDeliveryRow[]> {
  const rows = await db().$queryRaw(Prisma.sql`
    SELECT id::text, event_id AS "eventID", source, attempt, received_at AS "receivedAt", verdict, cause, processing,
           response_status AS "responseStatus", sequence
      FROM webhook_delivery
     WHERE application_id = ${ref.applicationID}::uuid AND journey_ids @> ARRAY[${ref.journeyID}]::text[]
     ORDER BY received_at DESC, id DESC LIMIT ${DELIVERIES_MAX}`)
  return z.array(deliverySchema).parse(rows).reverse()
}

/** Every finding on the journey, resolved ones too, with its evidence. */
export async function findJourneyFindings(ref: JourneyRef) {
  const { applicationID, journeyID } = ref
  const findings = await db().finding.findMany({
    where: { applicationID, subjectType: 'journey', subjectID: journeyID },
    select: { ...FINDING_COLUMNS, episodes: true },
    orderBy: [{ lastSeenAt: 'desc' }, { findingID: 'asc' }],
    take: FINDINGS_MAX,
  })
  const evidence = await db().findingEvidence.findMany({
    where: { applicationID, findingID: { in: findings.map((finding) => finding.findingID) } },
    select: { findingID: true, kind: true, at: true, summary: true, ref: true },
    orderBy: [{ findingID: 'asc' }, { position: 'asc' }],
  })
  const turn = await readDetectionTurn()
  return findings.map((finding) => ({
    ...finding,
    seenAt: seenAt(finding, turn),
    evidence: evidence.filter((row) => row.findingID === finding.findingID),
  }))
}

export type JourneyFindingRow = Awaited<ReturnType<typeof findJourneyFindings>>[number]

/** Findings on these journeys that are not resolved; for lists, without evidence. */
export async function findOpenFindings(applicationIDs: string[], journeyIDs: string[]) {
  if (journeyIDs.length === 0) return []
  return db().finding.findMany({
    where: {
      applicationID: { in: applicationIDs },
      subjectType: 'journey',
      subjectID: { in: journeyIDs },
      status: { not: 'resolved' },
    },
    select: {
      applicationID: true,
      findingID: true,
      subjectID: true,
      condition: true,
      cause: true,
      severity: true,
      status: true,
    },
    orderBy: [{ firstSeenAt: 'asc' }, { findingID: 'asc' }],
  })
}

export interface BorrowerRow {
  /** In the clear: mask it before it leaves the server. Null where none is stored, or its key is gone. */
  profile: BorrowerProfile | null
  requestedAmount: number | null
}

export async function findBorrower(applicationID: string, borrowerExternalID: string): Promise<BorrowerRow | null> {
  const row = await db().borrower.findUnique({
    where: { applicationID_borrowerExternalID: { applicationID, borrowerExternalID } },
    select: { profileCiphertext: true, profileKeyID: true, requestedAmount: true },
  })
  if (!row) return null
  const { profileCiphertext, profileKeyID, requestedAmount } = row
  const profile = profileCiphertext && profileKeyID ? tryOpen(profileCiphertext, profileKeyID) : null
  return { profile, requestedAmount: requestedAmount?.toNumber() ?? null }
}

/** A profile under a key that is gone is unknown; everything else about its journey can still be read. */
function tryOpen(ciphertext: Uint8Array, keyID: string): BorrowerProfile | null {
  try {
    return openProfile(ciphertext, keyID)
  } catch {
    return null
  }
}
