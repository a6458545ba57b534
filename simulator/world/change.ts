import type { Aa, Offer, Operation, State, Step, StepType } from './types'

/** What a state may change; the rest stays as it was. */
export type Change = Partial<Pick<State, 'status' | 'operations' | 'offers' | 'carriesProfile'>>

export function offerOf(state: State, offerID: string): Offer | null {
  return state.offers?.find((offer) => offer.offerID === offerID) ?? null
}

export function proceededOffer(state: State): Offer | null {
  return state.offers?.find((offer) => offer.proceededAt !== null) ?? null
}

export function stepOf(offer: Offer | null, type: StepType): Step | null {
  return offer?.steps?.find((step) => step.type === type) ?? null
}

export function withOffer(
  offers: readonly Offer[] | null,
  offerID: string,
  at: number,
  patch: Partial<Offer>,
): readonly Offer[] {
  return (offers ?? []).map((offer) => (offer.offerID === offerID ? { ...offer, ...patch, updatedAt: at } : offer))
}

export function withAa(
  offers: readonly Offer[] | null,
  offerID: string,
  at: number,
  patch: Partial<Aa>,
): readonly Offer[] {
  const before = offers?.find((offer) => offer.offerID === offerID)?.aa
  const aa: Aa = { required: true, state: 'REQUIRED', aaSessionID: null, redirectExpiresAt: null, ...before, ...patch }
  return withOffer(offers, offerID, at, { aa })
}

export function withStep(
  offers: readonly Offer[] | null,
  offerID: string,
  type: StepType,
  at: number,
  patch: Partial<Step>,
): readonly Offer[] {
  const steps = offers?.find((offer) => offer.offerID === offerID)?.steps ?? null
  if (steps === null) return offers ?? []
  return withOffer(offers, offerID, at, {
    steps: steps.map((step) => (step.type === type ? { ...step, ...patch, updatedAt: at } : step)),
  })
}

export function withOperation(
  operations: readonly Operation[] | null,
  operationID: string,
  at: number,
  patch: Partial<Operation>,
): readonly Operation[] {
  return (operations ?? []).map((operation) =>
    operation.operationID === operationID ? { ...operation, ...patch, updatedAt: at } : operation,
  )
}

export function isOpen(operation: Operation): boolean {
  return operation.status === 'QUEUED' || operation.status === 'IN_FLIGHT' || operation.status === 'RETRYING'
}

/** Finished operations leave the list when the journey moves on; the platform keeps what is open or failed. */
export function withoutDone(operations: readonly Operation[] | null): readonly Operation[] {
  return (operations ?? []).filter((operation) => operation.status !== 'DONE')
}
