import { ABSENT_BORROWER } from '../../world/journey'
import { operationBody } from '../../webhooks/snapshot'
import { borrowerOf, created, ok, textField, type Context, type Route } from '../context'
import { invalidField } from '../errors'
import type { JourneyRecord } from '../types'
import { offerData } from './offers'

function brief({ play, journey }: JourneyRecord): Record<string, unknown> {
  const { status, nextAction } = journey.state
  return { journeyID: play.journeyID, status, nextAction }
}

function stateData(context: Context, { play, journey }: JourneyRecord): Record<string, unknown> {
  const { state } = journey
  return {
    journeyID: play.journeyID,
    borrowerExternalID: play.borrowerExternalID,
    type: play.type,
    status: state.status,
    nextAction: state.nextAction,
    pendingOperations: (state.operations ?? []).map(operationBody),
    offers: (state.offers ?? []).map((offer) => offerData(context, play.journeyID, offer)),
    updatedAt: new Date(state.at).toISOString(),
    version: state.sequence,
  }
}

export const JOURNEY_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/journeys',
    credential: 'session',
    answer: (context, call) => {
      const borrower = borrowerOf(call)
      const type = textField(call, 'type') ?? 'PERSONAL_LOAN'
      if (type !== 'PERSONAL_LOAN' && type !== 'GOLD_LOAN') {
        throw invalidField('type', 'type must be one of PERSONAL_LOAN, GOLD_LOAN')
      }
      const active = context.world.active(borrower)
      if (active) return ok(brief(active))
      const behaviour = context.world.nextBehaviour()
      return created(
        brief(context.world.start({ borrower, type, behaviour, borrowerSide: ABSENT_BORROWER, scenario: 'api' })),
      )
    },
  },
  {
    method: 'GET',
    path: '/journeys/{journeyID}/state',
    credential: 'session',
    answer: (context, call) =>
      ok(stateData(context, context.world.journey(borrowerOf(call), call.params.journeyID ?? ''))),
  },
  {
    method: 'GET',
    path: '/journeys/{journeyID}/offers',
    credential: 'session',
    answer: (context, call) => {
      const { play, journey } = context.world.journey(borrowerOf(call), call.params.journeyID ?? '')
      return ok({ offers: (journey.state.offers ?? []).map((offer) => offerData(context, play.journeyID, offer)) })
    },
  },
]
