import { foldSnapshot, type AaSessionState, type JourneyState, type OfferState } from '@/lib/domain/journey-state'
import type { TimelineEntry } from '@/lib/query/schemas'
import type { JourneyDeliveryRow, JourneyEvent, JourneyFindingRow } from '@/lib/store/journey-read'
import { z } from 'zod'

/** A journey's past in one order: pure, from what is stored. Every moment is folded by the rule that folds the journey. */

export interface Moment {
  event: JourneyEvent
  before: JourneyState | null
  after: JourneyState
}

export function foldMoments(events: JourneyEvent[]): Moment[] {
  let before: JourneyState | null = null
  return events.map((event) => {
    const after = foldSnapshot(before, event)
    const moment = { event, before, after }
    before = after
    return moment
  })
}

const episodesSchema = z.array(z.object({ from: z.coerce.date(), to: z.coerce.date().nullish() })).catch([])

export interface Episode {
  from: Date
  /** Null while it holds. */
  to: Date | null
}

/** The times in which a finding held, oldest first. */
export function episodesOf(
  finding: Pick<JourneyFindingRow, 'episodes' | 'firstSeenAt' | 'status' | 'resolvedAt'>,
): Episode[] {
  const stored = episodesSchema.parse(finding.episodes).map(({ from, to }) => ({ from, to: to ?? null }))
  if (stored.length) return stored
  return [{ from: finding.firstSeenAt, to: finding.status === 'resolved' ? finding.resolvedAt : null }]
}

interface History {
  moments: Moment[]
  deliveries: JourneyDeliveryRow[]
  findings: JourneyFindingRow[]
}

/** Every entry, oldest first. */
export function buildTimeline({ moments, deliveries, findings }: History): TimelineEntry[] {
  const entries = [
    ...moments.flatMap(momentEntries),
    ...deliveries.map(deliveryEntry),
    ...findings.flatMap(findingEntries),
  ]
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime())
}

function momentEntries({ event, before, after }: Moment): TimelineEntry[] {
  const base = { at: event.eventAt, status: event.status, sequence: event.sequence.toString(), ref: eventRef(event) }
  const changes = [...operationChanges(before, after), ...offerChanges(before, after)]
  return [
    ...(before?.status === after.status
      ? []
      : [{ ...base, kind: 'status' as const, summary: before ? `${before.status} → ${after.status}` : after.status }]),
    ...(event.source === 'pull'
      ? [{ ...base, kind: 'pull' as const, summary: `Pulled version ${event.sequence}` }]
      : []),
    ...changes.map((change) => ({ ...base, ...change })),
  ]
}

type Change = Pick<TimelineEntry, 'kind' | 'summary'>

function operationChanges(before: JourneyState | null, after: JourneyState): Change[] {
  const known = new Map((before?.operations ?? []).map((operation) => [operation.operationID, operation.status]))
  return (after.operations ?? [])
    .filter((operation) => known.get(operation.operationID) !== operation.status)
    .map(({ type, status, lender }) => ({
      kind: 'operation' as const,
      summary: `${type}${lender ? ` (${lender})` : ''}: ${status}`,
    }))
}

function offerChanges(before: JourneyState | null, after: JourneyState): Change[] {
  return (after.offers ?? []).flatMap((offer) => {
    const old = before?.offers?.find((candidate) => candidate.offerID === offer.offerID)
    const name = offer.lender ?? offer.offerID
    const proceeded: Change[] =
      offer.proceededAt && !old?.proceededAt ? [{ kind: 'step', summary: `Offer of ${name} proceeded` }] : []
    return [...proceeded, ...aaChanges(old, offer, name), ...stepChanges(old, offer, name)]
  })
}

function aaChanges(old: OfferState | undefined, offer: OfferState, name: string): Change[] {
  const state = offer.aa?.state
  const same = old?.aa?.state === state && old?.aa?.aaSessionID === offer.aa?.aaSessionID
  return !state || same ? [] : [{ kind: 'aa', summary: `Account Aggregator for ${name}: ${state}` }]
}

function stepChanges(old: OfferState | undefined, offer: OfferState, name: string): Change[] {
  const known = new Map((old?.steps ?? []).map((step) => [step.stepID, `${step.status}|${step.actionRequired}`]))
  return (offer.steps ?? [])
    .filter((step) => known.get(step.stepID) !== `${step.status}|${step.actionRequired}`)
    .filter((step) => known.has(step.stepID) || step.status !== 'PENDING')
    .map(({ type, status, actionRequired }) => ({
      kind: 'step' as const,
      summary: `${type} of ${name}: ${status}${actionRequired && actionRequired !== 'NONE' ? `, ${actionRequired}` : ''}`,
    }))
}

function eventRef(event: JourneyEvent): TimelineEntry['ref'] {
  return event.deliveryID ? { deliveryID: event.deliveryID } : null
}

function deliveryEntry(delivery: JourneyDeliveryRow): TimelineEntry {
  return {
    at: delivery.receivedAt,
    kind: 'webhook',
    summary: `Webhook ${delivery.verdict}${delivery.cause ? `: ${delivery.cause}` : ''}, ${delivery.processing}`,
    status: null,
    sequence: delivery.sequence?.toString() ?? null,
    ref: { deliveryID: delivery.id },
  }
}

function findingEntries(finding: JourneyFindingRow): TimelineEntry[] {
  const entry = { kind: 'finding' as const, status: null, sequence: null, ref: { findingID: finding.findingID } }
  const name = `${finding.condition}: ${finding.cause}`
  return episodesOf(finding).flatMap(({ from, to }) => [
    { ...entry, at: from, summary: `${name} holds` },
    ...(to ? [{ ...entry, at: to, summary: `${name} is over` }] : []),
  ])
}

export interface AaMoment {
  at: Date
  state: string
  redirectExpiresAt: Date | null
}

export interface AaSessionHistory extends AaSessionState {
  /** Each state that the session went through, oldest first; several redirects show as changes of the expiry. */
  moments: AaMoment[]
}

/** How each consent session went, oldest first. */
export function aaHistories(moments: Moment[], sessions: AaSessionState[]): AaSessionHistory[] {
  return sessions.map((session) => {
    const states: AaMoment[] = []
    for (const { event, after } of moments) {
      const then = after.aaSessions.find((candidate) => candidate.aaSessionID === session.aaSessionID)
      if (!then?.state) continue
      const last = states.at(-1)
      const sameExpiry = last?.redirectExpiresAt?.getTime() === then.redirectExpiresAt?.getTime()
      if (last?.state === then.state && sameExpiry) continue
      states.push({ at: event.eventAt, state: then.state, redirectExpiresAt: then.redirectExpiresAt })
    }
    return { ...session, moments: states }
  })
}
