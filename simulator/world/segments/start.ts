import { MINUTE, SECOND, type Operation } from '../types'
import type { Journey } from '../journey'
import { withOperation } from '../change'
import { askLenders } from './offers'

/** STARTED, and at once what the platform needs first. */
export function startJourney(journey: Journey): void {
  journey.emit('journey.started', { status: 'STARTED' })
  journey.later(journey.random.between(0.4, 3) * SECOND, () => {
    journey.emit('journey.status.changed', { status: 'PROFILE_REQUIRED', carriesProfile: true })
    journey.borrower.profileRequired(journey)
  })
}

export function updateProfile(journey: Journey): void {
  journey.emit('borrower.profile.updated', { carriesProfile: true })
}

/** The borrower's submit: the platform checks the profile, then asks the lenders. */
export function submitProfile(journey: Journey): void {
  const check: Operation = {
    operationID: `op_${journey.random.hex(16)}`,
    type: 'PROFILE_CHECK',
    status: 'IN_FLIGHT',
    offerID: null,
    lender: null,
    startedAt: journey.now,
    updatedAt: journey.now,
    attempts: 1,
  }
  journey.emit('journey.profile.submitted', {
    status: 'PROFILE_SUBMITTED',
    operations: [check],
    carriesProfile: true,
  })
  const wait = journey.behaviour.profileCheckMs ?? Math.min(journey.machineWait(22 * SECOND, 0.6), 14 * MINUTE)
  journey.later(wait, () => {
    askLenders(journey, withOperation(journey.state.operations, check.operationID, journey.now, { status: 'DONE' }))
  })
}
