import type { AaFacts, JourneySnapshot, OfferFacts, OperationFacts, StepFacts } from './snapshot'

/** A journey as folded from its snapshots in order of sequence. `since` is the event time from which a thing has been as it is. */

export interface OperationState extends OperationFacts {
  since: Date
}

export interface StepState extends StepFacts {
  since: Date
}

export interface AaState extends AaFacts {
  since: Date
}

export interface OfferState extends Omit<OfferFacts, 'aa' | 'steps'> {
  aa: AaState | null
  /** Null: no snapshot told of the steps yet. */
  steps: StepState[] | null
  /** False once a later whole list left the offer out. */
  listed: boolean
  firstSeenAt: Date
  version: bigint
}

export interface AaSessionState {
  aaSessionID: string
  offerID: string
  state: string | null
  redirectExpiresAt: Date | null
  since: Date
}

export interface JourneyState {
  borrowerExternalID: string | null
  type: string | null
  status: string
  /** Event time of the earliest snapshot of the current unbroken run of the status. */
  statusSince: Date
  nextAction: string | null
  startedAt: Date
  /** Null: no snapshot told of the pending operations yet. */
  operations: OperationState[] | null
  offers: OfferState[] | null
  aaSessions: AaSessionState[]
  version: bigint
  eventAt: Date
  webhookVersion: bigint | null
  pulledVersion: bigint | null
  /** Place of the last folded snapshot in the order below. */
  lastKey: string
}

/** Sequence first; then event time, webhook before pull, and the event's key, so that every arrival order folds alike. */
export function compareSnapshots(a: JourneySnapshot, b: JourneySnapshot): number {
  if (a.sequence !== b.sequence) return a.sequence < b.sequence ? -1 : 1
  const keyA = orderKey(a)
  const keyB = orderKey(b)
  return keyA === keyB ? 0 : keyA < keyB ? -1 : 1
}

/** True where folding `snapshot` onto `state` equals folding the whole history anew. */
export function followsState(state: JourneyState, snapshot: JourneySnapshot): boolean {
  if (snapshot.sequence !== state.version) return snapshot.sequence > state.version
  return orderKey(snapshot) > state.lastKey
}

export function foldSnapshots(start: JourneyState | null, ordered: JourneySnapshot[]): JourneyState | null {
  return ordered.reduce<JourneyState | null>(foldSnapshot, start)
}

/** One step of the fold. What a snapshot does not tell stays as it was; a list that it tells is the whole list. */
export function foldSnapshot(before: JourneyState | null, snapshot: JourneySnapshot): JourneyState {
  const sameStatus = before?.status === snapshot.status
  const offers = foldOffers(before?.offers ?? null, snapshot)
  return {
    borrowerExternalID: snapshot.borrowerExternalID ?? before?.borrowerExternalID ?? null,
    type: snapshot.type ?? before?.type ?? null,
    status: snapshot.status,
    statusSince: before && sameStatus ? before.statusSince : snapshot.eventAt,
    nextAction: snapshot.nextAction ?? (sameStatus ? (before?.nextAction ?? null) : null),
    startedAt: before?.startedAt ?? snapshot.eventAt,
    operations: foldOperations(before?.operations ?? null, snapshot),
    offers,
    aaSessions: foldAaSessions(before?.aaSessions ?? [], offers ?? []),
    version: snapshot.sequence,
    eventAt: snapshot.eventAt,
    webhookVersion: snapshot.source === 'webhook' ? snapshot.sequence : (before?.webhookVersion ?? null),
    pulledVersion: snapshot.source === 'pull' ? snapshot.sequence : (before?.pulledVersion ?? null),
    lastKey: orderKey(snapshot),
  }
}

function orderKey(snapshot: JourneySnapshot): string {
  const rank = snapshot.source === 'webhook' ? '0' : '1'
  return `${snapshot.eventAt.toISOString()}|${rank}|${snapshot.eventKey}`
}

function foldOperations(before: OperationState[] | null, snapshot: JourneySnapshot): OperationState[] | null {
  if (!snapshot.pendingOperations) return before
  const known = new Map((before ?? []).map((operation) => [operation.operationID, operation]))
  return lastOfEach(snapshot.pendingOperations, (operation) => operation.operationID).map((operation) => {
    const old = known.get(operation.operationID)
    const unchanged = old?.status === operation.status
    return { ...keepKnown(old, operation), since: old && unchanged ? old.since : snapshot.eventAt }
  })
}

function foldOffers(before: OfferState[] | null, snapshot: JourneySnapshot): OfferState[] | null {
  if (!snapshot.offers) return before
  const known = new Map((before ?? []).map((offer) => [offer.offerID, offer]))
  const told = lastOfEach(snapshot.offers, (offer) => offer.offerID)
  const listed = told.map((offer) => foldOffer(known.get(offer.offerID), offer, snapshot))
  const names = new Set(told.map((offer) => offer.offerID))
  const unlisted = (before ?? []).filter((offer) => !names.has(offer.offerID))
  return [...listed, ...unlisted.map((offer) => ({ ...offer, listed: false }))]
}

function foldOffer(old: OfferState | undefined, offer: OfferFacts, snapshot: JourneySnapshot): OfferState {
  const { aa, steps, ...plain } = offer
  const { aa: oldAa, steps: oldSteps, ...oldPlain } = old ?? { aa: null, steps: null }
  return {
    ...keepKnown(oldPlain, plain),
    aa: foldAa(oldAa, aa, snapshot.eventAt),
    steps: steps ? foldSteps(oldSteps, steps, snapshot.eventAt) : oldSteps,
    listed: true,
    firstSeenAt: old?.firstSeenAt ?? snapshot.eventAt,
    version: snapshot.sequence,
  }
}

/** A new consent session starts clean; the same session keeps what is not told again, such as its expiry. */
function foldAa(old: AaState | null, aa: AaFacts | null, eventAt: Date): AaState | null {
  if (!aa) return old
  const newSession = aa.aaSessionID !== null && old?.aaSessionID != null && aa.aaSessionID !== old.aaSessionID
  const known = old && isNewRedirect(old.state, aa.state) ? { ...old, redirectExpiresAt: null } : old
  const base = newSession ? { ...old, redirectExpiresAt: null, state: null } : known
  const merged = keepKnown(base ?? undefined, aa)
  const unchanged = old !== null && !newSession && old.state === merged.state
  return { ...merged, since: unchanged ? old.since : eventAt }
}

/** Live again after it was over or not yet begun: the expiry of an earlier redirect says nothing of this one. */
function isNewRedirect(before: string | null, now: string | null): boolean {
  if (before === null || before === now) return false
  return now === 'REDIRECT_READY' || (now === 'IN_PROGRESS' && before !== 'REDIRECT_READY')
}

function foldSteps(old: StepState[] | null, steps: StepFacts[], eventAt: Date): StepState[] {
  const known = new Map((old ?? []).map((step) => [step.stepID, step]))
  return lastOfEach(steps, (step) => step.stepID).map((step) => {
    const before = known.get(step.stepID)
    if (before?.status !== step.status) return { ...step, since: eventAt }
    const merged = keepKnown(before, step)
    return { ...merged, since: before.actionRequired === merged.actionRequired ? before.since : eventAt }
  })
}

function foldAaSessions(before: AaSessionState[], offers: OfferState[]): AaSessionState[] {
  const sessions = new Map(before.map((session) => [session.aaSessionID, session]))
  for (const { offerID, aa } of offers) {
    if (!aa?.aaSessionID) continue
    const { aaSessionID, state, redirectExpiresAt, since } = aa
    sessions.set(aaSessionID, { aaSessionID, offerID, state, redirectExpiresAt, since })
  }
  return [...sessions.values()]
}

/** Later facts over earlier ones; a null says nothing and keeps what was known. */
function keepKnown<T extends object>(before: Partial<T> | undefined, facts: T): T {
  if (!before) return facts
  const told = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null))
  return { ...facts, ...pickKeys(before, facts), ...told }
}

function pickKeys<T extends object>(source: Partial<T>, shape: T): Partial<T> {
  const keys = Object.keys(shape)
  const entries = Object.entries(source).filter(([key, value]) => keys.includes(key) && value !== null)
  return Object.fromEntries(entries) as Partial<T>
}

function lastOfEach<T>(items: T[], nameOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [nameOf(item), item])).values()]
}
