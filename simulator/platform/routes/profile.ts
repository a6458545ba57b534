import { submitProfile, updateProfile } from '../../world/segments/start'
import { borrowerOf, ok, type Route } from '../context'
import { wrongState } from '../errors'
import { checkComplete, readProfile } from '../profile'

export const PROFILE_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/profile', credential: 'session', answer: (_, call) => ok({ ...borrowerOf(call).profile }) },
  {
    method: 'PUT',
    path: '/profile',
    credential: 'session',
    answer: (context, call) => {
      const borrower = borrowerOf(call)
      const wrapped = call.body.profile
      const given = typeof wrapped === 'object' && wrapped !== null ? { ...wrapped } : call.body
      Object.assign(borrower.profile, readProfile(given))
      const active = context.world.active(borrower)
      if (active?.journey.state.status === 'PROFILE_REQUIRED') updateProfile(active.journey)
      return ok({ ...borrower.profile })
    },
  },
  {
    method: 'POST',
    path: '/profile/submit',
    credential: 'session',
    answer: (context, call) => {
      const borrower = borrowerOf(call)
      checkComplete(borrower.profile)
      const active = context.world.active(borrower)
      if (!active) throw wrongState('There is no active journey to submit the profile for')
      const { journey, play } = active
      if (journey.state.status !== 'PROFILE_REQUIRED') {
        throw wrongState(`The journey is in ${journey.state.status}; the profile was submitted already`)
      }
      submitProfile(journey)
      const { status, nextAction } = journey.state
      return ok({ journeyID: play.journeyID, status, nextAction })
    },
  },
]
