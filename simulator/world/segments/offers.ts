import type { Lender } from '../lenders'
import type { Journey } from '../journey'
import { MINUTE, SECOND, type Offer, type Operation } from '../types'
import { isOpen, withOffer, withOperation, withoutDone } from '../change'
import { aaStep, askForConsent } from './consent'

function choosesAa(journey: Journey, lender: Lender, index: number): boolean {
  const { aaBeforeOffers } = journey.behaviour
  if (aaBeforeOffers === 'never') return false
  if (aaBeforeOffers === 'always') return index === 0
  return journey.random.chance(lender.aaBeforeOfferShare)
}

function newOffer(journey: Journey, lender: Lender, index: number): Offer {
  const aa = choosesAa(journey, lender, index)
    ? ({ required: true, state: 'REQUIRED', aaSessionID: null, redirectExpiresAt: null } as const)
    : null
  return {
    offerID: `off_${journey.random.hex(20)}`,
    lender: lender.name,
    status: 'OFFER_AWAITED',
    aa,
    proceededAt: null,
    locked: false,
    updatedAt: journey.now,
    steps: aa ? [aaStep(journey)] : null,
  }
}

export function dispatchFor(journey: Journey, offer: Offer): Operation {
  return {
    operationID: `op_${journey.random.hex(16)}`,
    type: 'LENDER_DISPATCH',
    status: journey.random.chance(0.3) ? 'QUEUED' : 'IN_FLIGHT',
    offerID: offer.offerID,
    lender: offer.lender,
    startedAt: journey.now,
    updatedAt: journey.now,
    attempts: 1,
  }
}

/** OFFERS_PENDING: an awaited offer and a dispatch per lender; a lender that needs consent is dispatched after it. */
export function askLenders(journey: Journey, operations: readonly Operation[]): void {
  const offers = journey.lenders.map((lender, index) => newOffer(journey, lender, index))
  const ready = offers.filter((offer) => offer.aa === null)
  const lost = journey.behaviour.lostDispatch
  const dispatches = lost?.kind === 'never-made' ? [] : ready.map((offer) => dispatchFor(journey, offer))
  const startedAt = journey.now
  journey.emit('journey.lenders.dispatched', {
    status: 'OFFERS_PENDING',
    offers,
    operations: [...withoutDone(operations), ...dispatches],
  })
  for (const [index, dispatch] of dispatches.entries()) awaitAnswer(journey, dispatch, index)
  for (const offer of offers) if (offer.aa) askForConsent(journey, offer.offerID)
  if (lost) journey.later(lost.ms - (journey.now - startedAt), () => answerAll(journey))
}

/** Plans the lender's answer; a slow one is seen retrying on the way. */
export function awaitAnswer(journey: Journey, dispatch: Operation, index: number): void {
  const { slowDispatchMs, lostDispatch } = journey.behaviour
  const lender = journey.lenders.find((candidate) => candidate.name === dispatch.lender)
  if (!lender) return
  const ordinary = Math.max(
    4 * SECOND,
    journey.machineWait(lender.dispatchMedian, lender.dispatchSigma, lender.nightFactor),
  )
  const isSlow = index === 0 && slowDispatchMs !== null
  const outage = lender.outages?.find(({ from, to }) => from <= journey.now && journey.now < to)
  const wait = (isSlow ? slowDispatchMs : ordinary) + (outage ? outage.to - journey.now : 0)
  if (lostDispatch && index === 0) {
    journey.later(Math.min(ordinary, lostDispatch.ms / 3), () => loseAnswer(journey, dispatch, lostDispatch.kind))
    return
  }
  if (wait > 4 * MINUTE) journey.later(wait * 0.4, () => retry(journey, dispatch, 2))
  if (wait > 20 * MINUTE) journey.later(Math.min(wait * 0.7, 90 * MINUTE), () => retry(journey, dispatch, 3))
  journey.later(wait, () => answer(journey, dispatch))
}

function retry(journey: Journey, dispatch: Operation, attempts: number): void {
  if (journey.state.status !== 'OFFERS_PENDING') return
  journey.emit('journey.operation.updated', {
    operations: withOperation(journey.state.operations, dispatch.operationID, journey.now, {
      status: 'RETRYING',
      attempts,
    }),
  })
}

function loseAnswer(journey: Journey, dispatch: Operation, kind: 'done' | 'failed' | 'never-made'): void {
  if (journey.state.status !== 'OFFERS_PENDING') return
  journey.emit('journey.operation.updated', {
    operations: withOperation(journey.state.operations, dispatch.operationID, journey.now, {
      status: kind === 'failed' ? 'FAILED' : 'DONE',
    }),
  })
}

function makesOffer(journey: Journey, lenderName: string): boolean {
  const { noOffers } = journey.behaviour
  if (noOffers !== null) return !noOffers
  const lender = journey.lenders.find((candidate) => candidate.name === lenderName)
  return journey.random.chance(lender?.offerShare ?? 0.7)
}

function answer(journey: Journey, dispatch: Operation): void {
  if (journey.state.status !== 'OFFERS_PENDING' || dispatch.offerID === null) return
  const status = makesOffer(journey, dispatch.lender ?? '') ? 'OFFER_RECEIVED' : 'NO_OFFER_AVAILABLE'
  settle(
    journey,
    withOffer(journey.state.offers, dispatch.offerID, journey.now, { status }),
    withOperation(journey.state.operations, dispatch.operationID, journey.now, { status: 'DONE' }),
  )
}

/** What was lost is found: every awaited offer gets its answer at once. */
function answerAll(journey: Journey): void {
  if (journey.state.status !== 'OFFERS_PENDING') return
  const offers = (journey.state.offers ?? []).map((offer) =>
    offer.status === 'OFFER_AWAITED' ? { ...offer, status: 'OFFER_RECEIVED' as const, updatedAt: journey.now } : offer,
  )
  settle(journey, offers, journey.state.operations ?? [])
}

/** Says the answer, and in the same breath moves on when it was the last one. */
export function settle(journey: Journey, offers: readonly Offer[], operations: readonly Operation[]): void {
  const isWaiting = offers.some((offer) => offer.status === 'OFFER_AWAITED') || operations.some(isOpen)
  if (isWaiting) {
    journey.emit('journey.offer.updated', { offers, operations })
    return
  }
  const hasOffer = offers.some((offer) => offer.status === 'OFFER_RECEIVED')
  journey.emit(hasOffer ? 'journey.offer.updated' : 'journey.status.changed', {
    status: hasOffer ? 'OFFERS_AVAILABLE' : 'REJECTED',
    offers,
    operations: withoutDone(operations),
  })
  if (hasOffer) journey.borrower.offersAvailable(journey)
}
