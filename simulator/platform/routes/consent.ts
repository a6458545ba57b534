import { createConsentSession, issueRedirect, stillNeedsConsent } from '../../world/segments/consent'
import { offerOf } from '../../world/change'
import type { Journey } from '../../world/journey'
import type { Offer } from '../../world/types'
import { borrowerOf, created, ok, textField, type Context, type Route } from '../context'
import { invalidField, wrongState } from '../errors'

function redirectURL(context: Context, aaSessionID: string | null): string {
  return `${context.baseURL()}/pages/aa/${aaSessionID}`
}

function sessionData(context: Context, journey: Journey, offerID: string): Record<string, unknown> {
  const aa = offerOf(journey.state, offerID)?.aa
  const expiresAt = aa?.redirectExpiresAt ?? null
  return {
    aaSessionID: aa?.aaSessionID ?? null,
    offerID,
    state: aa?.state ?? null,
    redirectURL: expiresAt === null ? null : redirectURL(context, aa?.aaSessionID ?? null),
    redirectExpiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}

function checkAsked(journey: Journey, offer: Offer): void {
  if (offer.aa === null) throw wrongState(`Offer ${offer.offerID} does not need account aggregator data`)
  if (!stillNeedsConsent(journey, offer.offerID)) {
    throw wrongState(`The consent of offer ${offer.offerID} is ${offer.aa.state} and cannot be renewed`)
  }
}

export const CONSENT_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/aa/sessions',
    credential: 'session',
    answer: (context, call) => {
      const offerID = textField(call, 'offerID')
      if (offerID === null) throw invalidField('offerID', 'offerID is required')
      const { record, offer } = context.world.offer(
        borrowerOf(call),
        (one) => one.offerID === offerID,
        `Offer ${offerID}`,
      )
      if (offer.aa === null) throw wrongState(`Offer ${offerID} does not need account aggregator data`)
      if (offer.aa.state !== 'REQUIRED') return ok(sessionData(context, record.journey, offerID))
      createConsentSession(record.journey, offerID)
      return created(sessionData(context, record.journey, offerID))
    },
  },
  {
    method: 'POST',
    path: '/aa/sessions/{aaSessionID}/redirect',
    credential: 'session',
    answer: (context, call) => {
      const aaSessionID = call.params.aaSessionID ?? ''
      const { record, offer } = context.world.offer(
        borrowerOf(call),
        (one) => one.aa?.aaSessionID === aaSessionID,
        `AA session ${aaSessionID}`,
      )
      checkAsked(record.journey, offer)
      issueRedirect(record.journey, offer.offerID)
      const expiresAt = offerOf(record.journey.state, offer.offerID)?.aa?.redirectExpiresAt ?? 0
      return ok({ redirectURL: redirectURL(context, aaSessionID), expiresAt: new Date(expiresAt).toISOString() })
    },
  },
]
