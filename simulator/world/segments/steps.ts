import type { Journey } from '../journey'
import { proceededOffer, stepOf, withOffer, withStep } from '../change'
import { SECOND, type Diagnostics, type Offer, type Operation, type Step, type StepType } from '../types'
import { afterIdentityCheck, enterMandate } from './mandate'
import { enterLaterStep, enterProcessing } from './closing'

export const STEP_STATUS = {
  KYC: 'KYC_PENDING',
  BANK_MANDATE: 'BANK_MANDATE_PENDING',
  E_MANDATE: 'E_MANDATE_PENDING',
  LOAN_AGREEMENT: 'LOAN_AGREEMENT_PENDING',
} as const
export type OwnStatusStep = keyof typeof STEP_STATUS

/** Why a step waits, as the platform tells it. */
export function notReached(type: OwnStatusStep, blockedBy: StepType, since: number): Diagnostics {
  return {
    code: 'JOURNEY_STATE_NOT_REACHED',
    message: `${type} opens once the journey is in ${STEP_STATUS[type]}`,
    blockedBy: [blockedBy],
    requiredJourneyStatus: STEP_STATUS[type],
    since,
  }
}

function newStep(journey: Journey, type: StepType, patch: Partial<Step>): Step {
  return {
    stepID: `stp_${journey.random.hex(16)}`,
    type,
    status: 'PENDING',
    actionRequired: 'NONE',
    diagnostics: null,
    updatedAt: journey.now,
    ...patch,
  }
}

function makeSteps(journey: Journey, offer: Offer): readonly Step[] {
  const lender = journey.lenders.find((candidate) => candidate.name === offer.lender)
  const needsEMandate = journey.behaviour.eMandateNeeded ?? journey.random.chance(lender?.eMandateShare ?? 1)
  const consent = offer.steps?.find((step) => step.type === 'ACCOUNT_AGGREGATOR')
  return [
    newStep(journey, 'KYC', { status: 'READY', actionRequired: 'REDIRECT' }),
    ...(consent ? [consent] : []),
    newStep(journey, 'BANK_MANDATE', {
      actionRequired: journey.random.chance(0.5) ? 'NONE' : 'WAIT',
      diagnostics: notReached('BANK_MANDATE', 'KYC', journey.now),
    }),
    needsEMandate
      ? newStep(journey, 'E_MANDATE', { diagnostics: notReached('E_MANDATE', 'BANK_MANDATE', journey.now) })
      : newStep(journey, 'E_MANDATE', { status: 'NOT_REQUIRED' }),
    newStep(journey, 'LOAN_AGREEMENT', { diagnostics: notReached('LOAN_AGREEMENT', 'BANK_MANDATE', journey.now) }),
  ]
}

/** KYC_PENDING with the whole list of steps; the identity check is the borrower's first. */
export function openIdentityCheck(journey: Journey, offers: readonly Offer[], operations: readonly Operation[]): void {
  const offer = offers.find((candidate) => candidate.proceededAt !== null)
  if (!offer) return
  journey.emit('journey.status.changed', {
    status: 'KYC_PENDING',
    offers: withOffer(offers, offer.offerID, journey.now, { steps: makeSteps(journey, offer) }),
    operations,
  })
  journey.borrower.stepReady(journey, 'KYC')
}

/** Changes one step of the proceeded offer. */
export function patchStep(journey: Journey, type: StepType, patch: Partial<Step>): readonly Offer[] {
  const offer = proceededOffer(journey.state)
  return offer ? withStep(journey.state.offers, offer.offerID, type, journey.now, patch) : (journey.state.offers ?? [])
}

export function isActionable(step: Step | null): boolean {
  return (
    step !== null &&
    (step.status === 'READY' || step.status === 'IN_PROGRESS') &&
    (step.actionRequired === 'REDIRECT' || step.actionRequired === 'SUBMIT_FORM')
  )
}

export function currentStep(journey: Journey, type: StepType): Step | null {
  return stepOf(proceededOffer(journey.state), type)
}

/** The borrower follows the link or opens the form. */
export function beginStep(journey: Journey, type: StepType): void {
  if (currentStep(journey, type)?.status !== 'READY') return
  journey.emit('journey.step.updated', { offers: patchStep(journey, type, { status: 'IN_PROGRESS' }) })
}

function callbackWait(journey: Journey, type: StepType): number {
  const { behaviour } = journey
  const lender = journey.lenders.find((one) => one.name === proceededOffer(journey.state)?.lender)
  const ordinary = (median: number): number => journey.machineWait(median, 0.5, lender?.nightFactor)
  if (type === 'KYC') return behaviour.kycCallbackMs ?? ordinary(lender?.kycMedian ?? 60 * SECOND)
  if (type === 'BANK_MANDATE') return behaviour.mandateCallbackMs ?? ordinary(lender?.mandateMedian ?? 45 * SECOND)
  if (type === 'E_MANDATE') return behaviour.eMandateCallbackMs ?? ordinary(40 * SECOND)
  return behaviour.agreementCallbackMs ?? ordinary(25 * SECOND)
}

/** The borrower has done their part: the provider's callback follows. */
export function finishStep(journey: Journey, type: OwnStatusStep): void {
  if (!isActionable(currentStep(journey, type))) return
  const wasReopened = type === 'KYC' && journey.state.status !== 'KYC_PENDING'
  journey.emit('journey.step.updated', {
    offers: patchStep(journey, type, { status: 'IN_PROGRESS', actionRequired: 'AWAIT_CALLBACK' }),
  })
  if (wasReopened) {
    journey.later(15 * SECOND, () => enterMandate(journey, patchStep(journey, 'KYC', SUCCEEDED), true))
    return
  }
  journey.later(callbackWait(journey, type), () => succeed(journey, type))
}

export const SUCCEEDED: Partial<Step> = { status: 'SUCCESS', actionRequired: 'NONE', diagnostics: null }

function succeed(journey: Journey, type: OwnStatusStep): void {
  const offers = patchStep(journey, type, SUCCEEDED)
  if (type === 'KYC') afterIdentityCheck(journey, offers)
  else if (type === 'BANK_MANDATE') enterLaterStep(journey, 'E_MANDATE', offers)
  else if (type === 'E_MANDATE') enterLaterStep(journey, 'LOAN_AGREEMENT', offers)
  else enterProcessing(journey, offers)
}
