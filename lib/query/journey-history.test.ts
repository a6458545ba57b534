import { describe, expect, it } from 'vitest'
import type { JourneyEvent } from '@/lib/store/journey-read'
import { aaHistories, buildTimeline, episodesOf, foldMoments } from './journey-history'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 5, 14, minute))

function event(minute: number, status: string, values: Partial<JourneyEvent> = {}): JourneyEvent {
  return {
    applicationID: 'a',
    journeyID: 'j',
    borrowerExternalID: 'CUST_0012',
    sequence: BigInt(minute),
    eventKey: `evt_${minute}`,
    source: 'webhook',
    eventAt: at(minute),
    receivedAt: at(minute),
    type: null,
    status,
    nextAction: null,
    pendingOperations: null,
    offers: null,
    deliveryID: null,
    ...values,
  }
}

const offer = (state: string, expires: number | null = null, aaSessionID = 'aa_1') => ({
  offerID: 'of_1',
  lender: 'Konkan Credit',
  status: 'OFFER_AWAITED',
  aa: { required: true, state, aaSessionID, redirectExpiresAt: expires === null ? null : at(expires) },
  proceededAt: null,
  locked: null,
  updatedAt: null,
  steps: null,
})

const summaries = (events: JourneyEvent[]) =>
  buildTimeline({ moments: foldMoments(events), deliveries: [], findings: [] }).map(
    ({ kind, summary }) => `${kind} ${summary}`,
  )

describe('buildTimeline', () => {
  it('tells a status once, however often it is repeated', () => {
    expect(summaries([event(1, 'STARTED'), event(2, 'STARTED'), event(3, 'OFFERS_PENDING')])).toEqual([
      'status STARTED',
      'status STARTED → OFFERS_PENDING',
    ])
  })

  it('tells only what changed of operations and consent', () => {
    const operation = {
      operationID: 'op',
      type: 'LENDER_DISPATCH',
      status: 'QUEUED',
      offerID: null,
      lender: null,
      startedAt: null,
      updatedAt: null,
      attempts: null,
    }
    expect(
      summaries([
        event(1, 'OFFERS_PENDING', { pendingOperations: [operation], offers: [offer('REQUIRED')] }),
        event(2, 'OFFERS_PENDING', { pendingOperations: [operation], offers: [offer('REDIRECT_READY', 9)] }),
        event(3, 'OFFERS_PENDING', { pendingOperations: [{ ...operation, status: 'DONE' }] }),
      ]),
    ).toEqual([
      'status OFFERS_PENDING',
      'operation LENDER_DISPATCH: QUEUED',
      'aa Account Aggregator for Konkan Credit: REQUIRED',
      'aa Account Aggregator for Konkan Credit: REDIRECT_READY',
      'operation LENDER_DISPATCH: DONE',
    ])
  })

  it('names a pull by its version', () => {
    expect(summaries([event(1, 'STARTED', { source: 'pull', eventKey: 'pull:1' })])).toEqual([
      'status STARTED',
      'pull Pulled version 1',
    ])
  })

  it('orders webhooks and findings among the rest by time', () => {
    const delivery = {
      id: 'd',
      eventID: null,
      source: 'receiver',
      attempt: 1,
      receivedAt: at(2),
      verdict: 'signature-mismatch',
      cause: 'wrong-secret',
      processing: 'none',
      responseStatus: 401,
      sequence: null,
    }
    const timeline = buildTimeline({
      moments: foldMoments([event(1, 'STARTED'), event(3, 'CLOSED')]),
      deliveries: [delivery],
      findings: [],
    })
    expect(timeline.map(({ kind }) => kind)).toEqual(['status', 'webhook', 'status'])
    expect(timeline[1]).toMatchObject({
      summary: 'Webhook signature-mismatch: wrong-secret, none',
      ref: { deliveryID: 'd' },
    })
  })
})

describe('aaHistories', () => {
  it('keeps each state and each new redirect once', () => {
    const moments = foldMoments([
      event(1, 'AA_REQUIRED', { offers: [offer('REDIRECT_READY', 5)] }),
      event(2, 'AA_REQUIRED', { offers: [offer('REDIRECT_READY', 5)] }),
      event(6, 'AA_REQUIRED', { offers: [offer('REDIRECT_READY', 12)] }),
      event(8, 'AA_REQUIRED', { offers: [offer('USER_RETURNED', 12)] }),
    ])
    const [session] = aaHistories(moments, moments.at(-1)?.after.aaSessions ?? [])
    expect(session?.moments.map(({ at: when, state }) => [when.getUTCMinutes(), state])).toEqual([
      [1, 'REDIRECT_READY'],
      [6, 'REDIRECT_READY'],
      [8, 'USER_RETURNED'],
    ])
  })
})

describe('episodesOf', () => {
  it('reads stored episodes, and falls back to first sight where there are none', () => {
    const base = { firstSeenAt: at(1), status: 'open', resolvedAt: null }
    expect(episodesOf({ ...base, episodes: [{ from: at(1).toISOString(), to: null }] })).toEqual([
      { from: at(1), to: null },
    ])
    expect(episodesOf({ ...base, episodes: 'broken' })).toEqual([{ from: at(1), to: null }])
  })
})
