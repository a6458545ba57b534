import { z } from 'zod'
import { FINDING_STATUSES, SEVERITIES } from '@/lib/domain/conditions'
import type { JourneyState, OfferState } from '@/lib/domain/journey-state'
import { ENVIRONMENTS, OWNERS } from '@/lib/domain/vocabulary'
import type { Journey, JourneySummary } from '@/lib/query/schemas'
import type { findOpenFindings, JourneyRow } from '@/lib/store/journey-read'
import type { JourneyListRow } from '@/lib/store/journeys-read'

/** Rows → what the read API answers. A stored value of another shape becomes null, never an error. */

const recordOrNull = z.record(z.string(), z.json()).nullable().catch(null)

const owner = z.enum(OWNERS).catch('none')
const environment = z.enum(ENVIRONMENTS).catch('live')

type FindingPill = JourneySummary['findings'][number]
type OpenFinding = Awaited<ReturnType<typeof findOpenFindings>>[number]

export function toFindingPill(row: OpenFinding): FindingPill {
  return {
    id: row.findingID,
    condition: row.condition,
    cause: row.cause,
    severity: z.enum(SEVERITIES).catch('medium').parse(row.severity),
    status: z.enum(FINDING_STATUSES).catch('open').parse(row.status),
  }
}

export function toJourneySummary(row: JourneyListRow, findings: FindingPill[]): JourneySummary {
  return {
    journeyID: row.journeyID,
    borrowerExternalID: row.borrowerExternalID,
    applicationID: row.applicationID,
    environment: row.environment,
    type: row.type,
    status: row.status,
    nextAction: row.nextAction,
    lender: row.lender,
    owner: owner.parse(row.owner),
    ownerReason: row.ownerReason,
    stuck: row.stuck,
    stuckSince: row.stuckSince,
    waitingSince: row.waitingSince,
    startedAt: row.startedAt,
    updatedAt: row.eventAt,
    version: row.version.toString(),
    findings,
  }
}

/** The head of a journey: everything but its parts. */
export function toJourneyHead(
  row: JourneyRow,
): Omit<Journey, 'pendingOperations' | 'offers' | 'timeline' | 'findings'> {
  return {
    journeyID: row.journeyID,
    borrowerExternalID: row.borrowerExternalID,
    applicationID: row.applicationID,
    environment: environment.parse(row.application.environment),
    type: row.type,
    status: row.status,
    nextAction: row.nextAction,
    lender: row.lender,
    owner: owner.parse(row.owner),
    ownerReason: row.ownerReason,
    stuck: row.stuck,
    stuckSince: row.stuckSince,
    waitingSince: row.waitingSince,
    startedAt: row.startedAt,
    updatedAt: row.eventAt,
    version: row.version.toString(),
  }
}

export function toOperations(state: JourneyState): Journey['pendingOperations'] {
  const lenders = new Map((state.offers ?? []).map((offer) => [offer.offerID, offer.lender]))
  return (state.operations ?? []).map((operation) => ({
    ...operation,
    lender: operation.lender ?? (operation.offerID ? (lenders.get(operation.offerID) ?? null) : null),
  }))
}

/** The offers that still stand: those of the last whole list, and the proceeded one. */
export function toOffers(state: JourneyState): Journey['offers'] {
  return (state.offers ?? []).filter((offer) => offer.listed || offer.proceededAt).map(toOffer)
}

function toOffer(offer: OfferState): Journey['offers'][number] {
  const { offerID, lender, status, aa, proceededAt, locked, updatedAt, steps } = offer
  return {
    offerID,
    lender,
    status,
    aa: aa && {
      required: aa.required,
      state: aa.state,
      aaSessionID: aa.aaSessionID,
      redirectExpiresAt: aa.redirectExpiresAt,
    },
    proceededAt,
    locked,
    updatedAt,
    steps: steps && steps.map((step) => ({ ...step, resource: recordOrNull.parse(step.resource) })),
  }
}
