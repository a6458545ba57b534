import type { Journey } from '../journey'
import { proceededOffer, withStep } from '../change'
import { HOUR, type Offer, type Operation, type Step } from '../types'
import { currentStep, STEP_STATUS } from './steps'

type LaterStep = 'E_MANDATE' | 'LOAN_AGREEMENT'

function patchIn(journey: Journey, offers: readonly Offer[], type: LaterStep, patch: Partial<Step>): readonly Offer[] {
  const offer = proceededOffer(journey.state)
  return offer ? withStep(offers, offer.offerID, type, journey.now, patch) : offers
}

/** The e-mandate or the agreement: ready for the borrower, unless the journey is played to have it dead. */
export function enterLaterStep(journey: Journey, type: LaterStep, offers: readonly Offer[]): void {
  if (type === 'E_MANDATE' && currentStep(journey, 'E_MANDATE')?.status === 'NOT_REQUIRED') {
    enterLaterStep(journey, 'LOAN_AGREEMENT', offers)
    return
  }
  const dead = type === 'E_MANDATE' ? journey.behaviour.eMandateDead : journey.behaviour.agreementDead
  const ready: Partial<Step> = {
    status: 'READY',
    actionRequired: type === 'E_MANDATE' ? 'REDIRECT' : 'SUBMIT_FORM',
    diagnostics: null,
  }
  const failed: Partial<Step> = { status: 'FAILURE', actionRequired: 'NONE', diagnostics: null }
  const patch = dead === null ? ready : dead.kind === 'failure' ? failed : { diagnostics: null }
  journey.emit('journey.status.changed', {
    status: STEP_STATUS[type],
    offers: patchIn(journey, offers, type, patch),
  })
  if (dead === null) {
    journey.borrower.stepReady(journey, type)
    return
  }
  journey.later(dead.ms, () => {
    journey.emit('journey.step.updated', { offers: patchIn(journey, journey.state.offers ?? [], type, ready) })
    journey.borrower.stepReady(journey, type)
  })
}

/** LENDER_PROCESSING, and what the lender decides in the end. */
export function enterProcessing(journey: Journey, offers: readonly Offer[]): void {
  const offer = proceededOffer(journey.state)
  const lender = journey.lenders.find((candidate) => candidate.name === offer?.lender)
  const disbursal: Operation = {
    operationID: `op_${journey.random.hex(16)}`,
    type: 'DISBURSAL',
    status: 'IN_FLIGHT',
    offerID: offer?.offerID ?? null,
    lender: offer?.lender ?? null,
    startedAt: journey.now,
    updatedAt: journey.now,
    attempts: 1,
  }
  journey.emit('journey.status.changed', {
    status: 'LENDER_PROCESSING',
    offers,
    operations: [...(journey.state.operations ?? []), disbursal],
  })
  const ordinary = journey.machineWait(lender?.processingMedian ?? 2 * HOUR, lender?.processingSigma ?? 0.4, 1.8)
  const outcome =
    journey.behaviour.outcome ??
    journey.random.weighted([
      ['DISBURSED', 1 - (lender?.rejectShare ?? 0.1) - 0.03],
      ['REJECTED', lender?.rejectShare ?? 0.1],
      ['CLOSED', 0.03],
    ] as const)
  journey.later(journey.behaviour.processingMs ?? ordinary, () => {
    journey.emit('journey.status.changed', { status: outcome, operations: [] })
  })
}
