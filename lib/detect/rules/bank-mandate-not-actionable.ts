import type { Decision, Evidence } from '@/lib/domain/finding'
import type { OfferState, StepState } from '@/lib/domain/journey-state'
import { isFinal, journeyOrder, STEP_TYPES } from '@/lib/domain/vocabulary'
import { isActionable, proceededOffer } from '@/lib/domain/whose-move'
import { bankMandateLimitMs, exceeds, laterOf, limitText, type JourneyView } from './journey-view'
import { staleOfferRejected } from './stale-offer-selection'

const CONDITION = 'bank-mandate-not-actionable'
const DONE = new Set(['SUCCESS', 'NOT_REQUIRED'])

/** Why the bank mandate of the proceeded offer stays PENDING; null while it is young, or while the borrower is busy before it. */
export function bankMandateNotActionable(view: JourneyView): Decision | null {
  const { state, at, settings } = view
  const offer = proceededOffer(state)
  const step = offer && waitingMandate(offer)
  if (!step || isFinal(state.status)) return null
  const earlier = stepsBefore(offer, step)
  if (earlier.some(isActionable) || !exceeds(mandateSince(step), at, bankMandateLimitMs(settings))) return null
  const wait: Evidence = {
    kind: 'step',
    at: mandateSince(step),
    summary: `BANK_MANDATE is ${step.status} with ${step.actionRequired ?? 'no action'} for longer than ${limitText(bankMandateLimitMs(settings))}`,
    ref: { offerID: offer.offerID, stepID: step.stepID },
  }
  const required = step.diagnostics?.requiredJourneyStatus ?? 'BANK_MANDATE_PENDING'
  if (journeyOrder(state.status) < 0 || journeyOrder(required) < 0) return null
  if (journeyOrder(state.status) < journeyOrder(required)) {
    const isOverdue = !view.isIdle && exceeds(stateWaitStart(step, view), at, bankMandateLimitMs(settings))
    return isOverdue ? stateNotReached(view, wait, required) : null
  }
  const blockers = blockersOf(offer, step, earlier)
  return blockers.length > 0 ? prerequisiteIncomplete(view, wait, offer, blockers) : null
}

/** The step that should be actionable and is not. */
export function waitingMandate(offer: OfferState): StepState | null {
  const step = offer.steps?.find(({ type }) => type === 'BANK_MANDATE')
  if (step?.status !== 'PENDING') return null
  return step.actionRequired === null || ['NONE', 'WAIT'].includes(step.actionRequired) ? step : null
}

/** A step's wait starts at what its diagnostics say, else where it was first seen in this state. */
export function mandateSince(step: StepState): Date {
  return step.diagnostics?.since ?? step.since
}

/** The borrower's time counts toward no state that was not reached. What blocks the step blocks it meanwhile, too. */
export function stateWaitStart(step: StepState, { idleEndedAt }: Pick<JourneyView, 'idleEndedAt'>): Date {
  return laterOf(mandateSince(step), idleEndedAt)
}

function stateNotReached(view: JourneyView, wait: Evidence, required: string): Decision {
  const { state } = view
  return {
    condition: CONDITION,
    cause: 'journey-state-not-reached',
    confidence: 0.95,
    severity: 'medium',
    summary: `The mandate needs ${required} and the journey is only in ${state.status}.`,
    evidence: [
      wait,
      { kind: 'status', at: state.statusSince, summary: `${state.status} comes before ${required}`, ref: null },
    ],
    rejectedCauses: [
      { cause: 'prerequisite-incomplete', why: `The journey has not reached ${required} yet.` },
      staleOfferRejected(view),
    ],
  }
}

function prerequisiteIncomplete(view: JourneyView, wait: Evidence, offer: OfferState, blockers: Blocker[]): Decision {
  const names = blockers.map(({ type, status }) => `${type} (${status ?? 'not reported'})`)
  return {
    condition: CONDITION,
    cause: 'prerequisite-incomplete',
    confidence: 0.96,
    severity: 'medium',
    summary: `The mandate waits for ${names.join(', ')}.`,
    evidence: [
      wait,
      ...blockers.map(({ type, status, step }): Evidence => ({
        kind: 'step',
        at: step?.since ?? null,
        summary: `${type} is ${status ?? 'not reported'} and has to come first`,
        ref: step ? { offerID: offer.offerID, stepID: step.stepID } : { offerID: offer.offerID },
      })),
    ],
    rejectedCauses: [
      { cause: 'journey-state-not-reached', why: `The journey has reached ${view.state.status}.` },
      staleOfferRejected(view),
    ],
  }
}

interface Blocker {
  type: string
  status: string | null
  step: StepState | null
}

/** What the diagnostics name, and earlier steps, that are not SUCCESS or NOT_REQUIRED. */
function blockersOf(offer: OfferState, mandate: StepState, earlier: StepState[]): Blocker[] {
  const named = (mandate.diagnostics?.blockedBy ?? []).map((type) => {
    const step = offer.steps?.find((candidate) => candidate.type === type) ?? null
    return { type, status: step?.status ?? null, step }
  })
  const others = earlier.map((step) => ({ type: step.type, status: step.status, step }))
  const all = new Map([...others, ...named].map((blocker) => [blocker.type, blocker]))
  return [...all.values()].filter(({ status }) => status === null || !DONE.has(status))
}

/** By the order of the field; a type that we do not know stands where the list has it. */
function stepsBefore(offer: OfferState, mandate: StepState): StepState[] {
  const steps = offer.steps ?? []
  const place = STEP_TYPES.findIndex((type) => type === mandate.type)
  return steps.filter((step, index) => {
    const known = STEP_TYPES.findIndex((type) => type === step.type)
    return known >= 0 ? known < place : index < steps.indexOf(mandate)
  })
}
