import type { Finding, Journey } from '@/lib/query/schemas'

/** Samples for the tests of this folder. */

export const NOW = new Date('2026-03-05T16:48:20.000Z')
export const since = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000)

type Offer = Journey['offers'][number]
type Step = NonNullable<Offer['steps']>[number]

export function offerSample(values: Partial<Offer> = {}): Offer {
  return {
    offerID: 'of_1',
    lender: 'Deccan Capital',
    status: 'OFFER_RECEIVED',
    aa: null,
    proceededAt: null,
    locked: null,
    updatedAt: null,
    steps: null,
    ...values,
  }
}

export function stepSample(type: string, status: string, values: Partial<Step> = {}): Step {
  return {
    stepID: `st_${type}`,
    type,
    status,
    actionRequired: 'NONE',
    resource: null,
    diagnostics: null,
    since: since(30),
    updatedAt: null,
    ...values,
  }
}

export function diagnosticsSample(values: Partial<NonNullable<Step['diagnostics']>>): NonNullable<Step['diagnostics']> {
  return { code: null, message: null, blockedBy: [], requiredJourneyStatus: null, since: null, ...values }
}

export function findingSample(values: Partial<Finding> = {}): Finding {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    condition: 'offers-pending',
    cause: 'lender-dispatch-in-flight',
    confidence: 0.97,
    severity: 'high',
    status: 'open',
    subject: { type: 'journey', id: 'j1', detail: null },
    environment: 'live',
    applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
    firstSeenAt: since(16),
    lastSeenAt: NOW,
    occurrences: 1,
    summary: 'OFFERS_PENDING for longer than 10 min.',
    evidence: [],
    rejectedCauses: [],
    guidance: '/guidance/offers-pending#lender-dispatch-in-flight',
    regressed: false,
    assignee: null,
    snoozeUntil: null,
    snoozeUntilWorse: null,
    note: null,
    resolvedAt: null,
    resolvedBy: null,
    revision: 1,
    ...values,
  }
}
