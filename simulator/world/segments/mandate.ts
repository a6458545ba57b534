import type { Journey } from '../journey'
import { proceededOffer, stepOf, withAa, withStep } from '../change'
import { SECOND, type Diagnostics, type Offer, type Operation, type Step, type StepType } from '../types'
import { currentStep, isActionable, patchStep, SUCCEEDED } from './steps'

const READY: Partial<Step> = { status: 'READY', actionRequired: 'REDIRECT', diagnostics: null }

/** The identity check came back; ordinarily the journey moves on with it. */
export function afterIdentityCheck(journey: Journey, offers: readonly Offer[]): void {
  const { kycStateLagMs, kycFails } = journey.behaviour
  if (kycFails) {
    journey.emit('journey.step.updated', {
      offers: patchStep(journey, 'KYC', { status: 'FAILURE', actionRequired: 'NONE' }),
    })
    journey.later(kycFails.ms, () => reachMandate(journey, patchStep(journey, 'KYC', SUCCEEDED)))
    return
  }
  if (kycStateLagMs !== null) {
    journey.emit('journey.step.updated', { offers })
    journey.later(kycStateLagMs, () => reachMandate(journey, journey.state.offers ?? []))
    return
  }
  reachMandate(journey, offers)
}

function patchMandate(offers: readonly Offer[], journey: Journey, patch: Partial<Step>): readonly Offer[] {
  const offer = offers.find((candidate) => candidate.proceededAt !== null)
  return offer ? withStep(offers, offer.offerID, 'BANK_MANDATE', journey.now, patch) : offers
}

function blocked(code: string, blockedBy: readonly StepType[], since: number): Diagnostics {
  const message = blockedBy.length > 0 ? `Waits for ${blockedBy.join(', ')}` : 'The mandate is being set up'
  return { code, message, blockedBy, requiredJourneyStatus: 'BANK_MANDATE_PENDING', since }
}

function reachMandate(journey: Journey, offers: readonly Offer[]): void {
  const { mandateBlocked, mandateDead } = journey.behaviour
  if (mandateBlocked) block(journey, offers, mandateBlocked)
  else if (mandateDead) {
    const patch: Partial<Step> =
      mandateDead.kind === 'failure'
        ? { status: 'FAILURE', actionRequired: 'NONE', diagnostics: null }
        : { actionRequired: 'NONE', diagnostics: blocked('SETTING_UP', [], journey.now) }
    journey.emit('journey.status.changed', {
      status: 'BANK_MANDATE_PENDING',
      offers: patchMandate(offers, journey, patch),
    })
    journey.later(mandateDead.ms, () => enterMandate(journey, journey.state.offers ?? [], true))
  } else enterMandate(journey, offers, false)
}

/** BANK_MANDATE_PENDING with the step ready, at once or after a short set-up. */
export function enterMandate(journey: Journey, offers: readonly Offer[], isSetUp: boolean): void {
  if (isSetUp || journey.random.chance(0.7)) {
    journey.emit('journey.status.changed', {
      status: 'BANK_MANDATE_PENDING',
      offers: patchMandate(offers, journey, READY),
    })
    journey.borrower.stepReady(journey, 'BANK_MANDATE')
    return
  }
  const diagnostics = blocked('SETTING_UP', [], journey.now)
  journey.emit('journey.status.changed', {
    status: 'BANK_MANDATE_PENDING',
    offers: patchMandate(offers, journey, { actionRequired: 'WAIT', diagnostics }),
  })
  journey.later(journey.random.between(4, 45) * SECOND, () => enterMandate(journey, journey.state.offers ?? [], true))
}

type Block = NonNullable<Journey['behaviour']['mandateBlocked']>

const REOPENED: Record<Exclude<Block['by'], 'aa'>, Partial<Step>> = {
  callback: { status: 'IN_PROGRESS', actionRequired: 'AWAIT_CALLBACK' },
  failure: { status: 'FAILURE', actionRequired: 'NONE' },
  reconcile: { status: 'IN_PROGRESS', actionRequired: 'RECONCILE' },
  borrower: { status: 'READY', actionRequired: 'SUBMIT_FORM' },
}

/** The status is reached, but an earlier step is open again: the mandate waits for it. */
function block(journey: Journey, offers: readonly Offer[], how: Block): void {
  const offer = proceededOffer(journey.state)
  if (!offer) return
  const by: StepType = how.by === 'aa' && stepOf(offer, 'ACCOUNT_AGGREGATOR') ? 'ACCOUNT_AGGREGATOR' : 'KYC'
  const reopened = REOPENED[how.by === 'aa' ? 'reconcile' : how.by]
  const operation: Operation = {
    operationID: `op_${journey.random.hex(16)}`,
    type: by === 'KYC' ? 'STEP_RECONCILE' : 'AA_RECONCILE',
    status: 'IN_FLIGHT',
    offerID: offer.offerID,
    lender: offer.lender,
    startedAt: journey.now,
    updatedAt: journey.now,
    attempts: 1,
  }
  const waiting = patchMandate(offers, journey, {
    actionRequired: 'WAIT',
    diagnostics: blocked('PREREQUISITE_INCOMPLETE', [by], journey.now),
  })
  const consented = by === 'KYC' ? waiting : withAa(waiting, offer.offerID, journey.now, { state: 'APPROVED' })
  journey.emit('journey.status.changed', {
    status: 'BANK_MANDATE_PENDING',
    offers: withStep(consented, offer.offerID, by, journey.now, reopened),
    operations: [...(journey.state.operations ?? []), ...(reopened.actionRequired === 'RECONCILE' ? [operation] : [])],
  })
  if (how.by === 'borrower') journey.borrower.stepReady(journey, 'KYC')
  else journey.later(how.ms, () => unblock(journey, by))
}

function unblock(journey: Journey, by: StepType): void {
  if (isActionable(currentStep(journey, by))) return
  const operations = (journey.state.operations ?? []).filter((one) => !one.type.endsWith('_RECONCILE'))
  const offers = patchMandate(patchStep(journey, by, SUCCEEDED), journey, READY)
  journey.emit('journey.step.updated', { offers, operations })
  journey.borrower.stepReady(journey, 'BANK_MANDATE')
}
