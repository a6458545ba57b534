import { isFinal } from '@/lib/domain/vocabulary'
import type { Tone } from '@/lib/format/words'
import type { JourneyScreen } from '@/lib/query/journey'
import { stepState, stepTitle } from './step-words'

/** The lane diagram of offers and their steps, decided without drawing. */

export interface StepBox {
  key: string
  title: string
  /** Null: at rest, drawn plain. */
  tone: Tone | null
  state: string
  /** The step that holds the lane up, or where the borrower stands. */
  current: boolean
  action: string | null
  since: Date | null
  code: string | null
  message: string | null
}

export interface OfferLane {
  key: string
  offerID: string
  lender: string
  status: string | null
  proceededAt: Date | null
  locked: boolean
  aa: string | null
  /** Null: no snapshot told of the steps. */
  steps: StepBox[] | null
}

type Offer = JourneyScreen['offers'][number]
type Step = NonNullable<Offer['steps']>[number]

const CLOSED = new Set(['SUCCESS', 'NOT_REQUIRED'])
const ACTIVE = new Set(['READY', 'IN_PROGRESS'])
const FORWARD = new Set(['REDIRECT', 'SUBMIT_FORM'])
const OPEN_REDIRECTS = new Set(['REDIRECT_READY', 'IN_PROGRESS'])

/** The proceeded offer comes first; the others keep the platform's order. */
export function prepareOffers(journey: Pick<JourneyScreen, 'status' | 'stuck' | 'offers'>, now: Date): OfferLane[] {
  const proceeded = journey.offers.find((offer) => offer.proceededAt !== null)
  const ordered = proceeded ? [proceeded, ...journey.offers.filter((offer) => offer !== proceeded)] : journey.offers
  return ordered.map((offer) => ({
    key: offer.offerID,
    offerID: offer.offerID,
    lender: offer.lender ?? 'Lender not named',
    status: offer.status,
    proceededAt: offer.proceededAt,
    locked: offer.locked === true,
    aa: offer.aa?.state ?? (offer.aa?.required ? 'required' : null),
    steps: offer.steps && prepareSteps(offer, journey, offer === proceeded, !proceeded || offer === proceeded, now),
  }))
}

function prepareSteps(
  offer: Offer,
  journey: Pick<JourneyScreen, 'status' | 'stuck'>,
  isProceeded: boolean,
  counts: boolean,
  now: Date,
): StepBox[] {
  const steps = offer.steps ?? []
  const running = counts && !isFinal(journey.status)
  const currentIndex = running ? currentStep(steps, isProceeded) : -1
  return steps.map((step, index) => {
    const expired = step.type === 'ACCOUNT_AGGREGATOR' && ACTIVE.has(step.status) && redirectExpired(offer, now)
    const current = index === currentIndex
    return {
      key: step.stepID,
      title: stepTitle(step.type),
      tone: running && expired ? 'stuck' : toneOf(step, current && journey.stuck, running, current),
      state: expired ? 'redirect expired' : stateOf(step),
      current,
      action: step.actionRequired && step.actionRequired !== 'NONE' ? step.actionRequired : null,
      since: current ? (step.diagnostics?.since ?? step.since) : null,
      code: expired ? null : (step.diagnostics?.code ?? null),
      message: expired ? null : (step.diagnostics?.message ?? null),
    }
  })
}

/** Before an offer is proceeded its steps only wait, so nothing there is current until one can be acted on. */
function currentStep(steps: Step[], isProceeded: boolean): number {
  const open = steps.findIndex((step) => !CLOSED.has(step.status))
  const first = steps[open]
  return first && (isProceeded || first.status !== 'PENDING') ? open : -1
}

function toneOf(step: Step, blocked: boolean, running: boolean, current: boolean): Tone | null {
  if (step.status === 'FAILURE') return 'stuck'
  if (step.status === 'SUCCESS') return 'good'
  if (step.status === 'NOT_REQUIRED' || !running) return null
  const borrowers = ACTIVE.has(step.status) && FORWARD.has(step.actionRequired ?? '')
  if (blocked && !borrowers) return 'stuck'
  return current || ACTIVE.has(step.status) ? 'accent' : null
}

function stateOf(step: Step): string {
  const { blockedBy = [], requiredJourneyStatus = null } = step.diagnostics ?? {}
  if (step.status !== 'PENDING') return stepState(step.status)
  if (blockedBy.length) return `blocked by ${blockedBy.map(stepTitle).join(', ')}`
  return requiredJourneyStatus ? `waits for ${requiredJourneyStatus}` : stepState(step.status)
}

function redirectExpired(offer: Offer, now: Date): boolean {
  const { state = null, redirectExpiresAt = null } = offer.aa ?? {}
  return state !== null && OPEN_REDIRECTS.has(state) && redirectExpiresAt !== null && redirectExpiresAt < now
}
