import { CONDITIONS, UNDETERMINED, type Severity } from '@/lib/domain/conditions'
import { GROUP_WINDOW_MS, type DeliveryGroup, type GroupSample } from '@/lib/domain/delivery-group'
import { explanationKey } from '@/lib/domain/delivery'
import type { DerivedFinding, Evidence, RejectedCause } from '@/lib/domain/finding'

/** What decides in which group a delivery with a cause counts. */
export interface CountedDelivery {
  applicationID: string | null
  verdict: string
  cause: string
  /** Names of the changes that explain it. */
  steps: string[]
  secretID: string | null
  /** Whether its body's event or tenant, or the side that tells of it, is otherwise known. */
  isKnown: boolean
}

/** Not in any group: the Internet's noise, or a copy of what was taken before. */
export const NO_GROUP = ''

/**
 * The same for deliveries that fail the same way: by cause and secret. What no digest proves (a failure without
 * explanation, or a header that is absent) counts only where the delivery is known.
 */
export function groupKeyOf({ applicationID, verdict, cause, steps, secretID, isKnown }: CountedDelivery): string {
  const isMatched = steps.length > 0 || secretID !== null || verdict !== 'header-missing'
  const isProven = cause !== UNDETERMINED && isMatched
  if (applicationID === null || verdict === 'duplicate' || !(isProven || isKnown)) return NO_GROUP
  return explanationKey({ cause, steps, secretID })
}

/** What its surroundings tell of a group. */
export interface GroupContext {
  environment: string
  /** After its last failure, the delivery that verified as the n-th, by `goodsNeeded`; null: so many did not yet. */
  provenBy: { id: string; at: Date } | null
  /** The first that did. */
  verifiedAfter: { id: string; at: Date } | null
  /** Journeys that missed an update, and the first of them. */
  journeys: { total: number; shown: { journeyID: string; deliveryID: string; at: Date }[] }
  /** Refused within its time and not kept. */
  notKept: number
}

/** So improbable must it be, if the fault still held, that as many deliveries in a row verify. */
const CHANCE = 0.01

/**
 * How many deliveries have to verify after the last failure. One where nothing else verified meanwhile; where good and
 * bad came mixed, as many as would hardly all be good at the same share of failures.
 */
export function goodsNeeded(failures: number, goodsBetween: number): number {
  if (goodsBetween === 0) return 1
  return Math.ceil(Math.log(CHANCE) / Math.log(goodsBetween / (goodsBetween + failures)))
}

/**
 * When it ended, in event time; null: not as far as is known. So many deliveries verified that the fault is over, or one
 * did and the window passed without a failure: the next would be another group.
 */
export function groupEnd({ lastAt }: DeliveryGroup, { provenBy, verifiedAfter }: GroupContext): Date | null {
  if (!verifiedAfter) return null
  const quiet = Math.max(verifiedAfter.at.getTime(), lastAt.getTime() + GROUP_WINDOW_MS)
  return new Date(Math.min(quiet, provenBy?.at.getTime() ?? Infinity))
}

/** `endedAt` is null while it holds. */
export function groupFinding(group: DeliveryGroup, context: GroupContext, endedAt: Date | null): DerivedFinding {
  const explanations = Object.values(group.explanations).toSorted(
    (a, b) => b.deliveries - a.deliveries || compareAt(a, b),
  )
  const sentence = explanations[0]?.sentence ?? ''
  const samples = samplesOf(group)
  return {
    condition: 'webhook-signature-failure',
    cause: group.cause,
    confidence: Math.min(1, ...samples.map(({ confidence }) => confidence)),
    severity: severityOf(group.cause, context),
    summary: `${countWords(group.deliveries)} ${sentence}${missedWords(context.journeys.total)}`,
    evidence: evidenceOf(group, explanations, samples, context, endedAt),
    rejectedCauses: rejectedCauses(group.cause),
    applicationID: group.applicationID,
    environment: context.environment,
    subjectType: 'delivery_group',
    subjectID: group.groupID,
    subjectDetail: {
      explanation: sentence,
      secretID: group.secretID,
      seenBy: group.sources.join(', '),
      journeys: String(context.journeys.total),
    },
    episodes: [{ from: group.firstAt, to: endedAt }],
    lastSeenAt: group.lastAt,
    occurrences: group.deliveries,
  }
}

function countWords(deliveries: number): string {
  return deliveries === 1 ? 'A delivery failed.' : `${deliveries} deliveries failed the same way.`
}

function missedWords(total: number): string {
  if (total === 0) return ''
  return total === 1 ? ' 1 journey missed an update.' : ` ${total} journeys missed an update.`
}

/** Updates that are lost for now weigh more than those that only came late. */
function severityOf(cause: string, { journeys }: GroupContext): Severity {
  if (cause === 'timestamp-stale' || cause === UNDETERMINED) return 'medium'
  return journeys.total > 0 ? 'high' : 'medium'
}

function samplesOf({ samples }: DeliveryGroup): GroupSample[] {
  const shown = new Map([...samples.first, ...samples.last].map((sample) => [sample.id, sample]))
  return [...shown.values()].toSorted(compareAt)
}

function evidenceOf(
  group: DeliveryGroup,
  explanations: { deliveries: number; sentence: string; at: Date; id: string }[],
  samples: GroupSample[],
  { journeys, notKept, verifiedAfter }: GroupContext,
  endedAt: Date | null,
): Evidence[] {
  const told = explanations.length > 1 ? explanations.slice(0, 5) : []
  const linked = new Set(samples.map(({ journeyID }) => journeyID).filter((journeyID) => journeyID !== null))
  const further = journeys.shown.filter(({ journeyID }) => !linked.has(journeyID))
  const left = journeys.total - linked.size - further.length
  return [
    ...told.map(({ deliveries, sentence, at, id }) => ({
      kind: 'explanation',
      at,
      summary: `${deliveries} of ${group.deliveries}: ${sentence}`,
      ref: { deliveryID: id },
    })),
    ...samples.map(({ id, at, sentence, journeyID }, index) => ({
      kind: 'delivery',
      at,
      summary: index === 0 || sentence !== samples[index - 1]?.sentence ? sentence : 'Failed the same way',
      ref: journeyID === null ? { deliveryID: id } : { deliveryID: id, journeyID },
    })),
    ...further.map(({ journeyID, deliveryID, at }) => ({
      kind: 'journey',
      at,
      summary: 'This journey missed an update',
      ref: { journeyID, deliveryID },
    })),
    ...(left > 0 ? [fact('journeys', `${left} further ${left === 1 ? 'journey' : 'journeys'} missed an update`)] : []),
    ...(notKept > 0
      ? [fact('noise', `${notKept} more refused deliveries of that time were counted and not kept`)]
      : []),
    ...(endedAt && verifiedAfter
      ? [
          {
            kind: 'verified',
            at: verifiedAfter.at,
            summary: 'A later delivery verified',
            ref: { deliveryID: verifiedAfter.id },
          },
        ]
      : []),
  ]
}

function fact(kind: string, summary: string): Evidence {
  return { kind, at: null, summary, ref: null }
}

/** From the change that is least to the one that is most: the first that fits is the cause. */
const ORDER = [
  'signature-encoding',
  'timestamp-omitted',
  'wrong-secret',
  'body-altered-in-transit',
  'parsed-body-signed',
] as const

function rejectedCauses(cause: string): RejectedCause[] {
  const all = Object.keys(CONDITIONS['webhook-signature-failure'].causes)
  const place = ORDER.findIndex((name) => name === cause)
  return all.filter((other) => other !== cause).map((other) => ({ cause: other, why: whyNot(other, cause, place) }))
}

function whyNot(other: string, cause: string, place: number): string {
  if (cause === 'timestamp-stale' || cause === 'header-mismatch') return 'The signature itself is right.'
  if (other === 'timestamp-stale' || other === 'header-mismatch') return 'The signature is not right as it came.'
  if (cause === UNDETERMINED) return 'Tried, and no digest matched.'
  const otherPlace = ORDER.findIndex((name) => name === other)
  return otherPlace < place
    ? 'It would be a smaller change, was tried first, and no digest matched.'
    : 'It would be a larger change, and the smaller one explains the failure.'
}

function compareAt(a: { at: Date; id: string }, b: { at: Date; id: string }): number {
  return a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1)
}
