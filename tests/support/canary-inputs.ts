import { randomUUID } from 'node:crypto'
import { CANARY } from '@/tests/support/canary'
import type { FakePlatform } from '@/tests/support/pulled-platform'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** What senders tell of one borrower, with her data in every place where it could stand. */

export const BORROWER = 'CUST_CANARY'
export const JOURNEY = 'j-canary'
export const ALL = Object.values(CANARY).join(' / ')
export const QUERY = new URLSearchParams({
  name: CANARY.panName,
  pan: CANARY.pan,
  dob: CANARY.dob,
  m: CANARY.contactNumber,
})

const steps = [
  {
    stepID: 's1',
    type: 'KYC',
    status: 'IN_PROGRESS',
    actionRequired: 'COMPLETE_KYC',
    resource: {
      redirectURL: `https://kyc.example/go?${QUERY}`,
      prefill: { fullName: CANARY.panName, tel: CANARY.contactNumber },
    },
    diagnostics: { code: 'MISMATCH', message: `Differs: ${ALL}` },
  },
]

export function canarySnapshot(application: TestApplication, sequence: number): string {
  const offers = [{ offerID: `o-${JOURNEY}`, lender: 'AXIS', steps }]
  const journey = { journeyID: JOURNEY, status: 'STEPS_IN_PROGRESS', offers }
  return sampleBody(application, { sequence, borrower: { borrowerExternalID: BORROWER, profile: CANARY }, journey })
}

/** Of no form that is known, so that it is put aside. */
export const ODD_BODY = JSON.stringify({ event_id: 'evt_odd', event_type: 'other', told: ALL, borrower: CANARY })

export function canaryDelivery(application: TestApplication, body: string) {
  return {
    deliveryID: randomUUID(),
    applicationID: application.applicationID,
    receivedAt: new Date().toISOString(),
    headers: { ...signedHeaders(application, body), 'user-agent': ALL },
    rawBodyBase64: Buffer.from(body).toString('base64'),
    computedSignature: CANARY.pan,
    remark: { customerName: CANARY.panName, dob: CANARY.dob, said: [ALL, CANARY.panName] },
  }
}

export function canaryCall(applicationID: string, callID: string) {
  const at = { applicationID, environment: 'live', occurredAt: new Date().toISOString(), durationMs: 5 }
  return {
    ...at,
    callID,
    caller: 'borrower-app',
    method: 'POST',
    path: `/api/v1/headless/search/${encodeURIComponent(CANARY.panName)}/${CANARY.pan}?${QUERY}`,
    status: 400,
    error: `failed for ${ALL}`,
    errorCode: 'VALIDATION_FAILED',
    errorMessage: `${ALL} is not valid`,
    errorField: 'pan',
    borrowerExternalID: BORROWER,
    requestID: `req ${CANARY.contactNumber}`,
    requestHeaders: { 'x-borrower': ALL },
    remark: { deep: [ALL, { dateOfBirth: CANARY.dob, displayName: CANARY.panName }] },
  }
}

/** Attributes of a span. */
export function canarySpan(applicationID: string, baseURL: string) {
  return {
    'server.address': new URL(baseURL).hostname,
    'url.full': `${baseURL}/search/${encodeURIComponent(CANARY.panName)}?${QUERY}`,
    'http.response.status_code': 400,
    'lending.error_message': ALL,
    'lending.borrower_external_id': BORROWER,
    'lending.application_id': applicationID,
    'error.type': ALL,
  }
}

/** Journey, steps and profile as the platform answers them. */
export function tellCanary(platform: FakePlatform): void {
  const offers = [{ offerID: `o-${JOURNEY}`, lender: 'AXIS', status: 'OFFER_RECEIVED' }]
  const own = { journeyID: JOURNEY, borrower: BORROWER, status: 'STEPS_IN_PROGRESS', version: Date.now() }
  platform.journeys.set(JOURNEY, { ...own, offers, steps: { [`o-${JOURNEY}`]: steps } })
  platform.before = ({ path }, response) => {
    if (!path.endsWith('/profile')) return false
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: CANARY, error: null }))
    return true
  }
}
