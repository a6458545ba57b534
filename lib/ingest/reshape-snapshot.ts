import type { z } from 'zod'
import { maskOffers } from '@/lib/domain/mask-snapshot'
import type {
  AaFacts,
  BorrowerProfile,
  JourneySnapshot,
  OfferFacts,
  OperationFacts,
  ProfileUpdate,
  StepFacts,
} from '@/lib/domain/snapshot'
import { isStorableText, storable } from '@/lib/domain/text'
import {
  snapshotSchema,
  type offerSchema,
  type operationSchema,
  type profileSchema,
  type snapshotJourneySchema,
  type stepSchema,
} from '@/lib/platform/contract'
import { plainSnapshot } from '@/lib/platform/plain-snapshot'

/** The platform's shapes become ours once, here. */

export interface SnapshotContent {
  tenantID: string
  applicationID: string
  eventID: string
  eventAt: Date
  sequence: bigint
  borrowerExternalID: string
  snapshots: UnreceivedSnapshot[]
  profiles: ProfileUpdate[]
}

const SEQUENCE_MAX = 2n ** 63n - 1n
const INT_MAX = 2_147_483_647
const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2200, 0, 1)

/** The content of a `journey.snapshot` body; null where the body is no such thing. */
export function readSnapshot(body: unknown): SnapshotContent | null {
  const parsed = plainSnapshot(body) ?? snapshotSchema.safeParse(body).data
  if (!parsed) return null
  const { tenant_id, application_id, event_id, event_at, sequence, borrower } = parsed
  const eventAt = saneDate(event_at)
  const ids = [event_id, borrower.borrowerExternalID, ...borrower.journeys.map((journey) => journey.journeyID)]
  if (!eventAt || sequence < 0n || sequence > SEQUENCE_MAX || !ids.every(isStorableText)) return null
  const applicationID = application_id.toLowerCase()
  const event = { applicationID, borrowerExternalID: borrower.borrowerExternalID, sequence }
  const profile = borrower.profile ? reshapeProfile(borrower.profile) : null
  return {
    tenantID: tenant_id.toLowerCase(),
    applicationID,
    eventID: event_id,
    eventAt,
    sequence,
    borrowerExternalID: borrower.borrowerExternalID,
    snapshots: borrower.journeys.map((journey) => ({
      ...event,
      eventKey: event_id,
      source: 'webhook',
      eventAt,
      ...maskOffers(reshapeJourney(journey), profile),
    })),
    profiles: profile ? [{ ...event, profile }] : [],
  }
}

/** What a snapshot is beside its way to us. */
export type UnreceivedSnapshot = Omit<JourneySnapshot, 'receivedAt'>

type JourneyFields = Pick<
  JourneySnapshot,
  'journeyID' | 'status' | 'nextAction' | 'type' | 'pendingOperations' | 'offers'
>

export function reshapeJourney(journey: z.infer<typeof snapshotJourneySchema>): JourneyFields {
  return storable({
    journeyID: journey.journeyID,
    status: journey.status,
    nextAction: journey.nextAction ?? null,
    type: journey.type ?? null,
    pendingOperations: journey.pendingOperations?.map(reshapeOperation) ?? null,
    offers: journey.offers?.map(reshapeOffer) ?? null,
  })
}

export function reshapeOffer(offer: z.infer<typeof offerSchema>): OfferFacts {
  return {
    offerID: offer.offerID,
    lender: offer.lender ?? null,
    status: offer.status ?? null,
    aa: offer.aa ? reshapeAa(offer.aa) : null,
    proceededAt: saneDate(offer.proceededAt),
    locked: offer.locked ?? null,
    updatedAt: saneDate(offer.updatedAt),
    steps: offer.steps?.map(reshapeStep) ?? null,
  }
}

export function reshapeStep(step: z.infer<typeof stepSchema>): StepFacts {
  const { diagnostics } = step
  return {
    stepID: step.stepID,
    type: step.type,
    status: step.status,
    actionRequired: step.actionRequired ?? null,
    resource: step.resource ?? null,
    diagnostics: diagnostics
      ? {
          code: diagnostics.code ?? null,
          message: diagnostics.message ?? null,
          blockedBy: diagnostics.blockedBy ?? [],
          requiredJourneyStatus: diagnostics.requiredJourneyStatus ?? null,
          since: saneDate(diagnostics.since),
        }
      : null,
    updatedAt: saneDate(step.updatedAt),
  }
}

export function reshapeProfile(profile: z.infer<typeof profileSchema>): BorrowerProfile {
  const plain = Object.entries(profile).map(([field, value]): [string, BorrowerProfile[string]] => {
    const isPlain = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    return [field, isPlain ? (value as string | number | boolean) : null]
  })
  return storable(Object.fromEntries(plain))
}

function reshapeOperation(operation: z.infer<typeof operationSchema>): OperationFacts {
  const { attempts } = operation
  const isCount = typeof attempts === 'number' && Number.isInteger(attempts) && attempts >= 0 && attempts <= INT_MAX
  return {
    operationID: operation.operationID,
    type: operation.type,
    status: operation.status,
    offerID: operation.offerID ?? null,
    lender: operation.lender ?? null,
    startedAt: saneDate(operation.startedAt),
    updatedAt: saneDate(operation.updatedAt),
    attempts: isCount ? attempts : null,
  }
}

function reshapeAa(aa: NonNullable<z.infer<typeof offerSchema>['aa']>): AaFacts {
  return {
    required: aa.required ?? null,
    state: aa.state ?? null,
    aaSessionID: aa.aaSessionID ?? null,
    redirectExpiresAt: saneDate(aa.redirectExpiresAt),
  }
}

/** A date within what the database keeps; null where none was told. */
function saneDate(value: string | null | undefined): Date | null {
  if (!value) return null
  const time = Date.parse(value)
  return time >= EARLIEST && time <= LATEST ? new Date(time) : null
}
