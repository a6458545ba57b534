import { openConsent, returnFromConsent } from '../../world/segments/consent'
import { beginStep, finishStep } from '../../world/segments/steps'
import { ok, type Route } from '../context'
import { notFound } from '../errors'

/** Where borrowers are redirected to. No part of the API: they need no token and no key, only the link. */
export const PAGE_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/aa/{aaSessionID}/{move}',
    credential: 'none',
    answer: (context, call) => {
      const { aaSessionID = '', move } = call.params
      const found = context.world.anyConsent(aaSessionID)
      if (!found) throw notFound(`AA session ${aaSessionID}`)
      const { journey } = found.record
      if (move === 'open') openConsent(journey, found.offer.offerID)
      else if (move === 'return') returnFromConsent(journey, found.offer.offerID)
      else throw notFound(`Page ${move}`)
      return ok({ status: journey.state.status })
    },
  },
  {
    method: 'POST',
    path: '/steps/{stepID}/{move}',
    credential: 'none',
    answer: (context, call) => {
      const { stepID = '', move } = call.params
      const found = context.world.anyStep((offer) => offer.steps?.find((step) => step.stepID === stepID) ?? null)
      const type = found?.step?.type
      if (!found || !type || type === 'ACCOUNT_AGGREGATOR') throw notFound(`Step ${stepID}`)
      const { journey } = found.record
      if (move === 'begin') beginStep(journey, type)
      else if (move === 'finish') finishStep(journey, type)
      else throw notFound(`Page ${move}`)
      return ok({ status: journey.state.status })
    },
  },
]
