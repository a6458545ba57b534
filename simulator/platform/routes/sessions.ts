import { created, ok, textField, type Context, type Route } from '../context'
import { invalidField } from '../errors'
import type { Minted } from '../sessions'
import type { Borrower } from '../types'

function sessionData(context: Context, borrower: Borrower, minted: Minted): Record<string, unknown> {
  const active = context.world.active(borrower)
  const state = active?.journey.state
  return {
    borrowerID: borrower.borrowerID,
    borrowerExternalID: borrower.borrowerExternalID,
    sessionToken: minted.sessionToken,
    refreshToken: minted.refreshToken,
    sessionExpiresAt: new Date(minted.sessionExpiresAt).toISOString(),
    refreshExpiresAt: new Date(minted.refreshExpiresAt).toISOString(),
    activeJourney:
      active && state ? { journeyID: active.play.journeyID, status: state.status, nextAction: state.nextAction } : null,
  }
}

export const SESSION_ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/sessions',
    credential: 'api_key',
    answer: (context, call) => {
      const externalID = textField(call, 'borrowerExternalID')
      if (externalID === null) throw invalidField('borrowerExternalID', 'borrowerExternalID is required')
      const borrower = context.world.borrower(externalID)
      return created(sessionData(context, borrower, context.sessions.mint(borrower, context.world.clock())))
    },
  },
  {
    method: 'POST',
    path: '/sessions/refresh',
    credential: 'refresh',
    answer: (context, call) => {
      const { borrower, minted } = context.sessions.refresh(call.params.token ?? '', context.world.clock())
      return ok(sessionData(context, borrower, minted))
    },
  },
]
