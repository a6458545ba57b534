import { selectOffer } from '../../world/segments/selection'
import { proceededOffer } from '../../world/change'
import type { Offer } from '../../world/types'
import { offerBody, stepBody } from '../../webhooks/snapshot'
import { borrowerOf, ok, type Context, type Route } from '../context'
import { PlatformError, wrongState } from '../errors'
import type { Call, JourneyRecord } from '../types'

/** An offer as its own shape has it; steps are asked for apart. */
export function offerData(context: Context, journeyID: string, offer: Offer): Record<string, unknown> {
  return offerBody({ ...offer, steps: null }, journeyID, `${context.baseURL()}/pages`)
}

function find(context: Context, call: Call): { record: JourneyRecord; offer: Offer } {
  const offerID = call.params.offerID ?? ''
  return context.world.offer(borrowerOf(call), (offer) => offer.offerID === offerID, `Offer ${offerID}`)
}

function proceed(context: Context, call: Call): Record<string, unknown> {
  const { record, offer } = find(context, call)
  const { journey, play } = record
  const chosen = proceededOffer(journey.state)
  if (chosen && chosen.offerID !== offer.offerID) {
    throw new PlatformError(409, 'OFFER_LOCK_CONFLICT', 'Another offer was already proceeded for this journey')
  }
  if (!chosen) {
    if (journey.state.status !== 'OFFERS_AVAILABLE' || offer.status !== 'OFFER_RECEIVED') {
      throw wrongState(`Offer ${offer.offerID} cannot be proceeded while the journey is in ${journey.state.status}`)
    }
    selectOffer(journey, offer.offerID)
  }
  const now = proceededOffer(journey.state) ?? offer
  return offerData(context, play.journeyID, now)
}

export const OFFER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/offers/{offerID}',
    credential: 'session',
    answer: (context, call) => {
      const { record, offer } = find(context, call)
      return ok(offerData(context, record.play.journeyID, offer))
    },
  },
  {
    method: 'POST',
    path: '/offers/{offerID}/proceed',
    credential: 'session',
    answer: (context, call) => ok(proceed(context, call)),
  },
  {
    method: 'GET',
    path: '/offers/{offerID}/steps',
    credential: 'session',
    answer: (context, call) => {
      const { record, offer } = find(context, call)
      const steps = (offer.steps ?? []).map((step) => stepBody(step, `${context.baseURL()}/pages`))
      return ok({ offerID: offer.offerID, journeyID: record.play.journeyID, steps })
    },
  },
]
