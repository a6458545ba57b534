import type { Journey } from '../journey'
import { offerOf, withAa, withOffer, withOperation, withStep } from '../change'
import { MINUTE, SECOND, type Aa, type Offer, type Operation, type Step } from '../types'
import { awaitAnswer, dispatchFor, settle } from './offers'
import { openIdentityCheck } from './steps'

/** From here on a consent that comes back in OFFERS_PENDING is told in one snapshot, together with its dispatch. */
const ONE_BREATH_AFTER = 9.5 * MINUTE

export function aaStep(journey: Journey): Step {
  return {
    stepID: `stp_${journey.random.hex(16)}`,
    type: 'ACCOUNT_AGGREGATOR',
    status: 'READY',
    actionRequired: 'REDIRECT',
    diagnostics: null,
    updatedAt: journey.now,
  }
}

function aaOf(journey: Journey, offerID: string): Aa | null {
  return offerOf(journey.state, offerID)?.aa ?? null
}

export function stillNeedsConsent(journey: Journey, offerID: string): boolean {
  const { status } = journey.state
  const aa = aaOf(journey, offerID)
  const isOpenState = aa !== null && ['REQUIRED', 'REDIRECT_READY', 'IN_PROGRESS', 'EXPIRED'].includes(aa.state)
  return isOpenState && (status === 'OFFERS_PENDING' || status === 'AA_REQUIRED')
}

/** The platform asks; the borrower is told, and the platform's patience starts to run. */
export function askForConsent(journey: Journey, offerID: string): void {
  journey.borrower.aaRequired(journey, offerID)
  journey.later(journey.behaviour.aaPatienceMs * journey.random.between(0.9, 1.3), () => giveUp(journey, offerID))
}

/** Create or reconcile: gives the session an ID and the first redirect. */
export function createConsentSession(journey: Journey, offerID: string): void {
  if (!stillNeedsConsent(journey, offerID)) return
  issueRedirect(journey, offerID)
}

/** A fresh redirect voids the one before. */
export function issueRedirect(journey: Journey, offerID: string): void {
  if (!stillNeedsConsent(journey, offerID)) return
  const aaSessionID = aaOf(journey, offerID)?.aaSessionID ?? `aa_${journey.random.hex(16)}`
  journey.emit('journey.aa.updated', {
    offers: withAa(journey.state.offers, offerID, journey.now, {
      state: 'REDIRECT_READY',
      aaSessionID,
      redirectExpiresAt: journey.now + journey.behaviour.redirectTtlMs,
    }),
  })
}

export function openConsent(journey: Journey, offerID: string): void {
  const aa = aaOf(journey, offerID)
  if (aa?.state !== 'REDIRECT_READY' || (aa.redirectExpiresAt ?? 0) <= journey.now) return
  journey.emit('journey.aa.updated', {
    offers: withStep(
      withAa(journey.state.offers, offerID, journey.now, { state: 'IN_PROGRESS' }),
      offerID,
      'ACCOUNT_AGGREGATOR',
      journey.now,
      { status: 'IN_PROGRESS' },
    ),
  })
}

export function markExpired(journey: Journey, offerID: string): void {
  const aa = aaOf(journey, offerID)
  if (!stillNeedsConsent(journey, offerID) || aa === null || (aa.redirectExpiresAt ?? Infinity) > journey.now) return
  journey.emit('journey.aa.updated', {
    offers: withAa(journey.state.offers, offerID, journey.now, { state: 'EXPIRED' }),
  })
}

/** The borrower comes back from the aggregator, whose approval follows. */
export function returnFromConsent(journey: Journey, offerID: string): void {
  const aa = aaOf(journey, offerID)
  if (aa?.state !== 'IN_PROGRESS' || (aa.redirectExpiresAt ?? 0) <= journey.now) return
  const approval = journey.behaviour.aaApprovalMs ?? journey.machineWait(25 * SECOND, 0.5)
  const pendingSince = journey.states.find((state) => state.status === 'OFFERS_PENDING')?.at ?? journey.now
  const isLate = journey.state.status === 'OFFERS_PENDING' && journey.now + approval > pendingSince + ONE_BREATH_AFTER
  if (!isLate) {
    sayReturned(journey, offerID)
    journey.later(approval * 0.5, () => sayAwaiting(journey, offerID))
  }
  journey.later(approval, () => approve(journey, offerID))
}

function sayReturned(journey: Journey, offerID: string): void {
  const reconcile: Operation = {
    operationID: `op_${journey.random.hex(16)}`,
    type: 'AA_RECONCILE',
    status: 'IN_FLIGHT',
    offerID,
    lender: offerOf(journey.state, offerID)?.lender ?? null,
    startedAt: journey.now,
    updatedAt: journey.now,
    attempts: 1,
  }
  const offers = withAa(journey.state.offers, offerID, journey.now, { state: 'USER_RETURNED' })
  journey.emit('journey.aa.updated', {
    offers: withStep(offers, offerID, 'ACCOUNT_AGGREGATOR', journey.now, { actionRequired: 'AWAIT_CALLBACK' }),
    operations: [...(journey.state.operations ?? []), reconcile],
  })
}

function sayAwaiting(journey: Journey, offerID: string): void {
  if (aaOf(journey, offerID)?.state !== 'USER_RETURNED') return
  journey.emit('journey.aa.updated', {
    offers: withAa(journey.state.offers, offerID, journey.now, { state: 'APPROVAL_PENDING' }),
  })
}

function reconciled(journey: Journey, offerID: string): readonly Operation[] {
  const open = journey.state.operations?.find((one) => one.type === 'AA_RECONCILE' && one.offerID === offerID)
  if (!open) return journey.state.operations ?? []
  return withOperation(journey.state.operations, open.operationID, journey.now, { status: 'DONE' })
}

function approve(journey: Journey, offerID: string): void {
  const { status } = journey.state
  if (status !== 'OFFERS_PENDING' && status !== 'AA_REQUIRED') return
  const approved = withStep(
    withAa(journey.state.offers, offerID, journey.now, { state: 'APPROVED' }),
    offerID,
    'ACCOUNT_AGGREGATOR',
    journey.now,
    { status: 'SUCCESS', actionRequired: 'NONE' },
  )
  if (status === 'AA_REQUIRED') {
    openIdentityCheck(journey, approved, reconciled(journey, offerID))
    return
  }
  const offer = approved.find((candidate) => candidate.offerID === offerID)
  if (offer) dispatchAfterConsent(journey, approved, offer)
}

function dispatchAfterConsent(journey: Journey, offers: readonly Offer[], offer: Offer): void {
  const dispatch = dispatchFor(journey, offer)
  journey.emit('journey.aa.updated', { offers, operations: [...reconciled(journey, offer.offerID), dispatch] })
  awaitAnswer(journey, dispatch, 1)
}

function giveUp(journey: Journey, offerID: string): void {
  if (!stillNeedsConsent(journey, offerID)) return
  const failed = withStep(
    withAa(journey.state.offers, offerID, journey.now, { state: 'FAILED' }),
    offerID,
    'ACCOUNT_AGGREGATOR',
    journey.now,
    { status: 'FAILURE', actionRequired: 'NONE' },
  )
  if (journey.state.status === 'AA_REQUIRED') {
    journey.emit('journey.status.changed', { status: 'EXPIRED', offers: failed })
    return
  }
  settle(
    journey,
    withOffer(failed, offerID, journey.now, { status: 'NO_OFFER_AVAILABLE' }),
    journey.state.operations ?? [],
  )
}
