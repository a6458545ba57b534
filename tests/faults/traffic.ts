import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** What the platform tells of one journey, in order; the last status decides what detection must say in the end. */
const LIVES = [
  ['STARTED', 'PROFILE_SUBMITTED', 'OFFERS_PENDING', 'OFFERS_PENDING'],
  ['STARTED', 'OFFERS_PENDING', 'OFFERS_AVAILABLE'],
] as const

const TWO_HOURS_MS = 7_200_000

export interface FaultEvent {
  eventID: string
  journeyID: string
  sequence: number
  status: string
  body: string
}

/** Endless numbered events, one journey after the other. They happened two hours ago, so that waits have run out. */
export function* numberedEvents(application: TestApplication, name: string, startedAt: number): Generator<FaultEvent> {
  for (let life = 0; ; life += 1) {
    const statuses = LIVES[life % LIVES.length] ?? LIVES[0]
    for (const [position, status] of statuses.entries()) {
      const at = new Date(startedAt - TWO_HOURS_MS + position * 60_000)
      yield eventOf(application, { journeyID: `${name}-${life}`, position, status, at })
    }
  }
}

function eventOf(
  application: TestApplication,
  { journeyID, position, status, at }: { journeyID: string; position: number; status: string; at: Date },
): FaultEvent {
  const eventID = `evt_${journeyID}_${position}`
  const sequence = at.getTime()
  const dispatch = { operationID: `op_${journeyID}`, type: 'LENDER_DISPATCH', status: 'IN_FLIGHT', lender: 'Acme' }
  const pendingOperations = status === 'OFFERS_PENDING' ? [{ ...dispatch, startedAt: at.toISOString() }] : []
  const borrower = {
    borrowerExternalID: `CUST_${journeyID}`,
    journeys: [{ journeyID, status, nextAction: null, pendingOperations }],
  }
  const body = sampleBody(application, { eventID, sequence, eventAt: at.toISOString(), borrower })
  return { eventID, journeyID, sequence, status, body }
}

/** The record by which the partner's own receiver reports `event`. */
export function reportOf(application: TestApplication, event: FaultEvent): Record<string, unknown> {
  return {
    deliveryID: `report-${event.eventID}`,
    applicationID: application.applicationID,
    eventID: event.eventID,
    receivedAt: new Date().toISOString(),
    headers: signedHeaders(application, event.body),
    rawBodyBase64: Buffer.from(event.body).toString('base64'),
    outcome: 'accepted',
    responseStatus: 200,
  }
}
