import { applicationScope, authorise, may } from '@/lib/auth/authorise'
import { actorName, principalID, type Principal } from '@/lib/auth/principal'
import type { RevealableField } from '@/lib/domain/borrower-input'
import type { OfferState } from '@/lib/domain/journey-state'
import { DeskError } from '@/lib/errors'
import { knownFields, maskBorrower, type MaskedBorrower } from '@/lib/query/borrower-mask'
import {
  aaHistories,
  buildTimeline,
  episodesOf,
  foldMoments,
  type AaSessionHistory,
  type Episode,
  type Moment,
} from '@/lib/query/journey-history'
import { toFinding } from '@/lib/query/finding-shape'
import { toJourneyHead, toOffers, toOperations } from '@/lib/query/journey-shape'
import type { Finding, Journey } from '@/lib/query/schemas'
import { listApplications } from '@/lib/store/applications'
import { noteJourneyView } from '@/lib/store/audit-views'
import {
  findBorrower,
  findJourney,
  findJourneyApplications,
  findJourneyDeliveries,
  findJourneyEvents,
  findJourneyFindings,
  type JourneyDeliveryRow,
  type JourneyFindingRow,
  type JourneyRow,
} from '@/lib/store/journey-read'

export interface JourneyID {
  journeyID: string
  applicationID?: string | undefined
}

/**
 * One journey as the read API tells it; `findings` are those that are not resolved. Throws NOT_FOUND, and AMBIGUOUS
 * where several applications hold the ID and none was named.
 */
export async function readJourney(principal: Principal, id: JourneyID): Promise<Journey> {
  return toJourney(await load(principal, id))
}

export interface ScreenFinding extends Finding {
  episodes: Episode[]
}

export interface ScreenDelivery {
  id: string
  eventID: string | null
  source: string
  attempt: number
  receivedAt: Date
  verdict: string
  cause: string | null
  processing: string
}

export interface StatusRun {
  status: string
  from: Date
  /** Null: it is so still. */
  to: Date | null
}

/** The journey and what its screen needs beyond the read API. */
export interface JourneyScreen extends Journey {
  applicationName: string
  requestedAmount: number | null
  borrower: MaskedBorrower
  /** Fields that are known, and that this reader may see one at a time, for a reason. */
  revealable: RevealableField[]
  statusSince: Date
  pulledAt: Date | null
  detectedAt: Date | null
  /** False: no snapshot told of the operations yet, so that an empty list means "unknown". */
  operationsKnown: boolean
  /** Offers that a later list left out. */
  unlistedOffers: Pick<OfferState, 'offerID' | 'lender' | 'status'>[]
  statusRuns: StatusRun[]
  deliveries: ScreenDelivery[]
  pulls: Date[]
  aaSessions: AaSessionHistory[]
  /** Resolved ones too. */
  allFindings: ScreenFinding[]
}

export async function readJourneyScreen(principal: Principal, id: JourneyID): Promise<JourneyScreen> {
  const loaded = await load(principal, id)
  const { journey, moments, deliveries, findings } = loaded
  const borrower = journey.borrowerExternalID && (await findBorrower(journey.applicationID, journey.borrowerExternalID))
  return {
    ...toJourney(loaded),
    applicationName: journey.application.name,
    requestedAmount: (borrower && borrower.requestedAmount) || null,
    borrower: maskBorrower(borrower ? borrower.profile : null),
    revealable: may(principal, 'reveal') && borrower ? knownFields(borrower.profile) : [],
    statusSince: journey.state.statusSince,
    pulledAt: journey.pulledAt,
    detectedAt: journey.detectedAt,
    operationsKnown: journey.state.operations !== null,
    unlistedOffers: (journey.state.offers ?? [])
      .filter((offer) => !offer.listed && !offer.proceededAt)
      .map(({ offerID, lender, status }) => ({ offerID, lender, status })),
    statusRuns: statusRuns(journey, moments),
    deliveries: deliveries.map(toScreenDelivery),
    pulls: moments.filter(({ event }) => event.source === 'pull').map(({ event }) => event.eventAt),
    aaSessions: aaHistories(moments, journey.state.aaSessions),
    allFindings: findings.map((row) => ({ ...toFinding(row), episodes: episodesOf(row) })),
  }
}

export type FoundJourney =
  | { kind: 'one'; journey: JourneyScreen }
  | { kind: 'several'; applications: { applicationID: string; name: string; environment: string }[] }
  | { kind: 'none' }

/** For the page: where several applications hold the ID, the first of `preferred` that does decides. */
export async function findJourneyScreen(
  principal: Principal,
  journeyID: string,
  preferred: unknown[],
): Promise<FoundJourney> {
  authorise(principal, 'read')
  const held = await findJourneyApplications(journeyID, applicationScope(principal))
  const applicationID = held.length === 1 ? held[0] : preferred.find((id) => held.some((own) => own === id))
  if (typeof applicationID === 'string') {
    return { kind: 'one', journey: await readJourneyScreen(principal, { journeyID, applicationID }) }
  }
  if (held.length === 0) return { kind: 'none' }
  const applications = (await listApplications()).filter((row) => held.includes(row.applicationID))
  return {
    kind: 'several',
    applications: applications.map(({ applicationID, name, environment }) => ({ applicationID, name, environment })),
  }
}

interface Loaded {
  journey: JourneyRow
  moments: Moment[]
  deliveries: JourneyDeliveryRow[]
  findings: JourneyFindingRow[]
}

async function load(principal: Principal, { journeyID, applicationID }: JourneyID): Promise<Loaded> {
  authorise(principal, 'read', applicationID)
  const applications = await findJourneyApplications(journeyID, applicationScope(principal, applicationID ?? null))
  if (applications.length > 1) {
    throw new DeskError('AMBIGUOUS', 'Several applications hold this journey ID: name one with applicationID.', {
      applicationIDs: applications,
    })
  }
  const ref = applications[0] && { applicationID: applications[0], journeyID }
  const journey = ref && (await findJourney(ref))
  if (!ref || !journey) throw new DeskError('NOT_FOUND', 'No journey with this ID has been received.')
  const actorID = principalID(principal)
  if (actorID) noteJourneyView({ actor: actorName(principal), actorID, ...ref }, new Date())
  const [events, deliveries, findings] = await Promise.all([
    findJourneyEvents(ref),
    findJourneyDeliveries(ref),
    findJourneyFindings(ref),
  ])
  return { journey, moments: foldMoments(events), deliveries, findings }
}

function toJourney({ journey, moments, deliveries, findings }: Loaded): Journey {
  return {
    ...toJourneyHead(journey),
    pendingOperations: toOperations(journey.state),
    offers: toOffers(journey.state),
    timeline: buildTimeline({ moments, deliveries, findings }),
    findings: findings.filter((finding) => finding.status !== 'resolved').map(toFinding),
  }
}

/** Unbroken runs of a status, oldest first; the last one is the current. */
function statusRuns(journey: JourneyRow, moments: Moment[]): StatusRun[] {
  const changes = moments.filter(({ before, after }) => before?.status !== after.status)
  const runs = changes.map(({ event }, index) => ({
    status: event.status,
    from: event.eventAt,
    to: changes[index + 1]?.event.eventAt ?? null,
  }))
  return runs.length ? runs : [{ status: journey.status, from: journey.state.statusSince, to: null }]
}

function toScreenDelivery(row: JourneyDeliveryRow): ScreenDelivery {
  const { id, eventID, source, attempt, receivedAt, verdict, cause, processing } = row
  return { id, eventID, source, attempt, receivedAt, verdict, cause, processing }
}
