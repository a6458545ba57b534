import { awake } from './calendar'
import { offerOf } from './change'
import type { BorrowerSide, Journey } from './journey'
import {
  createConsentSession,
  issueRedirect,
  markExpired,
  openConsent,
  returnFromConsent,
  stillNeedsConsent,
} from './segments/consent'
import { selectOffer } from './segments/selection'
import { submitProfile, updateProfile } from './segments/start'
import { beginStep, finishStep, type OwnStatusStep, STEP_STATUS } from './segments/steps'
import { DAY, HOUR, MINUTE, SECOND, type Status, type StepType } from './types'

/** The borrower's own wait; people sleep, unless they are in a hurry. */
function thinking(journey: Journey, median: number, sigma: number): number {
  const { pace } = journey.behaviour
  const wait = Math.min(journey.random.logNormal(median * pace, sigma * Math.min(1, pace + 0.3)), 2 * DAY)
  // Who is in the middle of something finishes it; only what can wait waits for the morning.
  if (pace < 0.5 || median < 2 * MINUTE) return wait
  return awake(journey.random, journey.now + wait) - journey.now
}

/** True when the borrower walks away here: the platform closes such a journey some days later. */
function leaves(journey: Journey, status: Status): boolean {
  if (journey.behaviour.leavesAt !== status) return false
  journey.later(journey.random.between(3, 5) * DAY, () => {
    if (journey.state.status === status) journey.emit('journey.status.changed', { status: 'EXPIRED', operations: [] })
  })
  return true
}

function profileRequired(journey: Journey): void {
  if (leaves(journey, 'PROFILE_REQUIRED')) return
  journey.later(thinking(journey, 2.5 * MINUTE, 0.7), () => {
    updateProfile(journey)
    journey.later(thinking(journey, 20 * SECOND, 0.5), () => submitProfile(journey))
  })
}

function offersAvailable(journey: Journey): void {
  if (leaves(journey, 'OFFERS_AVAILABLE')) return
  journey.later(thinking(journey, 6 * MINUTE, 1), () => {
    const received = (journey.state.offers ?? []).filter((offer) => offer.status === 'OFFER_RECEIVED')
    const [first, ...others] = received
    if (first) selectOffer(journey, journey.random.pick([first, ...others]).offerID)
  })
}

function goThrough(journey: Journey, offerID: string): void {
  journey.later(thinking(journey, 40 * SECOND, 0.4), () => {
    openConsent(journey, offerID)
    journey.later(thinking(journey, 70 * SECOND, 0.4), () => returnFromConsent(journey, offerID))
  })
}

function lateReturn(journey: Journey, offerID: string): void {
  const { redirectTtlMs } = journey.behaviour
  journey.later(20 * SECOND, () => openConsent(journey, offerID))
  journey.later(redirectTtlMs * journey.random.between(0.85, 0.94), () => returnFromConsent(journey, offerID))
}

function letLapse(journey: Journey, offerID: string): void {
  const { redirectTtlMs, aaConduct, renewAfterMs } = journey.behaviour
  if (journey.random.chance(0.6)) journey.later(30 * SECOND, () => openConsent(journey, offerID))
  if (journey.random.chance(0.5)) {
    journey.later(redirectTtlMs + journey.random.between(20, 90) * SECOND, () => markExpired(journey, offerID))
  }
  if (aaConduct !== 'renew') return
  journey.later(redirectTtlMs + renewAfterMs, () => {
    issueRedirect(journey, offerID)
    goThrough(journey, offerID)
  })
}

function aaRequired(journey: Journey, offerID: string): void {
  const { aaConduct, aaOpensAfterMs } = journey.behaviour
  if (aaConduct === 'ignore') return
  journey.later(aaOpensAfterMs ?? thinking(journey, 25 * SECOND, 0.6), () => {
    if (!stillNeedsConsent(journey, offerID) || offerOf(journey.state, offerID)?.aa?.state !== 'REQUIRED') return
    createConsentSession(journey, offerID)
    if (aaConduct === 'approve') goThrough(journey, offerID)
    else if (aaConduct === 'return-late') lateReturn(journey, offerID)
    else letLapse(journey, offerID)
  })
}

const STEP_MEDIAN: Record<OwnStatusStep, number> = {
  KYC: 4 * MINUTE,
  BANK_MANDATE: 3 * MINUTE,
  E_MANDATE: 3 * MINUTE,
  LOAN_AGREEMENT: 5 * MINUTE,
}

function stepReady(journey: Journey, type: StepType): void {
  if (type === 'ACCOUNT_AGGREGATOR' || leaves(journey, STEP_STATUS[type])) return
  const wait = Math.min(thinking(journey, STEP_MEDIAN[type], 0.8), 20 * HOUR)
  journey.later(wait * 0.4, () => beginStep(journey, type))
  journey.later(wait, () => finishStep(journey, type))
}

/** A borrower that acts by itself, in event time. */
export const SCRIPTED_BORROWER: BorrowerSide = { profileRequired, offersAvailable, aaRequired, stepReady }
