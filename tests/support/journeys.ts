import type {
  AaFacts,
  JourneySnapshot,
  OfferFacts,
  OperationFacts,
  StepDiagnostics,
  StepFacts,
} from '@/lib/domain/snapshot'

/** Snapshots and their parts for tests: everything unknown but what is given. */

export const T0 = new Date('2026-03-05T10:00:00.000Z')

export function minutes(after: number, extraMs = 0): Date {
  return new Date(T0.getTime() + after * 60_000 + extraMs)
}

export function snapshot(status: string, at: Date, rest: Partial<JourneySnapshot> = {}): JourneySnapshot {
  return {
    applicationID: '11111111-1111-4111-8111-111111111111',
    journeyID: 'j1',
    borrowerExternalID: 'CUST_1',
    sequence: BigInt(at.getTime()),
    eventKey: `evt_${at.getTime()}_${status}`,
    source: 'webhook',
    eventAt: at,
    receivedAt: at,
    type: null,
    status,
    nextAction: null,
    pendingOperations: null,
    offers: null,
    ...rest,
  }
}

export function offer(offerID: string, rest: Partial<OfferFacts> = {}): OfferFacts {
  const unknown = {
    lender: null,
    status: null,
    aa: null,
    proceededAt: null,
    locked: null,
    updatedAt: null,
    steps: null,
  }
  return { offerID, ...unknown, ...rest }
}

export function step(type: string, status: string, actionRequired: string | null, rest: Partial<StepFacts> = {}) {
  const unknown = { resource: null, diagnostics: null, updatedAt: null }
  return { stepID: `s-${type}`, type, status, actionRequired, ...unknown, ...rest }
}

export function diagnostics(rest: Partial<StepDiagnostics>): StepDiagnostics {
  return { code: null, message: null, blockedBy: [], requiredJourneyStatus: null, since: null, ...rest }
}

export function aa(state: string | null, rest: Partial<AaFacts> = {}): AaFacts {
  return { required: true, state, aaSessionID: null, redirectExpiresAt: null, ...rest }
}

export function operation(type: string, status: string, rest: Partial<OperationFacts> = {}): OperationFacts {
  const unknown = { offerID: null, lender: null, startedAt: null, updatedAt: null, attempts: null }
  return { operationID: `op-${type}`, type, status, ...unknown, ...rest }
}
