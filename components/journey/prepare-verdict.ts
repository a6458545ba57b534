import { causeLabel, SEVERITIES, UNDETERMINED } from '@/lib/domain/conditions'
import { isFinal } from '@/lib/domain/vocabulary'
import { ownerLabel, type Tone } from '@/lib/format/words'
import type { JourneyScreen } from '@/lib/query/journey'
import { causeWords, OUR_CAUSES, type CauseContext, type Sentence } from './cause-words'
import { stepTitle } from './step-words'

/** What the banner says, decided without drawing. */

export interface NamedCause {
  condition: string
  cause: string
  label: string
  confidence: number
  summary: string
  href: string
}

export interface Verdict {
  tone: Tone
  /** The word in the pill; `since` counts up behind it. */
  chip: string
  since: Date | null
  headline: Sentence
  /** Sentences after the status and its wait. */
  detail: string | null
  cause: NamedCause | null
  alsoHolds: NamedCause[]
  rejected: { label: string; why: string }[]
  next: string
  guidance: string | null
}

type Input = Pick<
  JourneyScreen,
  | 'status'
  | 'owner'
  | 'ownerReason'
  | 'stuck'
  | 'stuckSince'
  | 'findings'
  | 'lender'
  | 'offers'
  | 'pendingOperations'
  | 'detectedAt'
>
type Finding = Input['findings'][number]

export function prepareVerdict(journey: Input): Verdict {
  const ranked = rankFindings(journey.findings)
  const [first, ...others] = ranked
  if (!first) return verdictWithoutFinding(journey)
  const words = causeWords(first.cause, contextOf(journey))
  const undecided = ranked.every((finding) => finding.cause === UNDETERMINED)
  return {
    tone: first.severity === 'low' || first.severity === 'medium' ? 'wait' : 'stuck',
    chip: journey.stuck ? 'stuck' : first.status === 'open' ? 'open' : first.status,
    since: journey.stuck ? (journey.stuckSince ?? first.firstSeenAt) : first.firstSeenAt,
    headline: [words?.headline ?? 'Something holds this journey up; the evidence does not decide what.'].flat(),
    detail: first.summary,
    cause: undecided ? null : namedCause(first),
    alsoHolds: others.filter((finding) => finding.cause !== UNDETERMINED).map(namedCause),
    rejected: rejectedCauses(ranked),
    next: words?.next ?? 'Refresh the journey, then compare its pending work and steps with the guidance.',
    guidance: first.guidance,
  }
}

/** Ours first, then by severity and confidence; what is undetermined comes last. */
export function rankFindings(findings: Finding[]): Finding[] {
  const rank = (finding: Finding) => [
    finding.cause === UNDETERMINED ? 1 : 0,
    OUR_CAUSES.has(finding.cause) ? 0 : 1,
    SEVERITIES.indexOf(finding.severity),
    -finding.confidence,
    finding.firstSeenAt.getTime(),
  ]
  return findings.toSorted((a, b) => {
    const ranksB = rank(b)
    const difference = rank(a).map((value, index) => value - (ranksB[index] ?? 0))
    return difference.find((value) => value !== 0) ?? 0
  })
}

function namedCause(finding: Finding): NamedCause {
  const { condition, cause, confidence, summary, guidance } = finding
  return { condition, cause, label: causeLabel(condition, cause), confidence, summary, href: guidance }
}

/** Each rejected cause once, unless another finding holds it. */
function rejectedCauses(findings: Finding[]): Verdict['rejected'] {
  const held = new Set(findings.map((finding) => finding.cause))
  const rejected = findings.flatMap(({ condition, rejectedCauses }) =>
    rejectedCauses.map(({ cause, why }) => ({ cause, label: causeLabel(condition, cause), why })),
  )
  const unique = new Map(rejected.filter(({ cause }) => !held.has(cause)).map((entry) => [entry.cause, entry]))
  return [...unique.values()].map(({ label, why }) => ({ label, why }))
}

function contextOf(journey: Input): CauseContext {
  const dispatch = journey.pendingOperations.find((operation) => operation.status !== 'DONE' && operation.lender)
  const aaOffer = journey.offers.find((offer) => offer.aa?.required && offer.aa.state !== 'APPROVED')
  const mandate = journey.offers
    .filter((offer) => offer.proceededAt)
    .flatMap((offer) => offer.steps ?? [])
    .find((step) => step.type === 'BANK_MANDATE')
  const blockers = mandate?.diagnostics?.blockedBy ?? []
  return {
    lender: journey.lender ?? aaOffer?.lender ?? dispatch?.lender ?? null,
    linkExpiredAt: aaOffer?.aa?.redirectExpiresAt ?? null,
    blockedBy: blockers.length ? blockers.map(stepTitle).join(' and ') : null,
  }
}

const CALM = { cause: null, alsoHolds: [], rejected: [], guidance: null }

function verdictWithoutFinding(journey: Input): Verdict {
  if (isFinal(journey.status)) return finalVerdict(journey.status)
  if (journey.owner === 'borrower') {
    return {
      ...CALM,
      tone: 'idle',
      chip: 'idle',
      since: null,
      headline: ['It is the borrower’s move.'],
      detail: 'Idle is not stuck: nothing is wrong, and nothing is flagged while the borrower takes their time.',
      next: borrowersNext(journey),
    }
  }
  if (journey.stuck) {
    return {
      ...CALM,
      tone: 'stuck',
      chip: 'stuck',
      since: journey.stuckSince,
      headline: [`${ownerLabel(journey.owner)} has the move for longer than expected.`],
      detail: journey.ownerReason ? `${journey.ownerReason}.` : null,
      next: 'Refresh the journey to rule out a missed update.',
    }
  }
  if (journey.detectedAt === null) {
    return {
      ...CALM,
      tone: 'accent',
      chip: 'new',
      since: null,
      headline: ['This journey has just arrived.'],
      detail: 'Whose move it is stands here within seconds.',
      next: 'Nothing to do yet.',
    }
  }
  return {
    ...CALM,
    tone: 'good',
    chip: 'on its way',
    since: null,
    headline: [`${MOVES[journey.owner]} move, within the expected time.`],
    detail: journey.ownerReason ? `${journey.ownerReason}.` : null,
    next: 'Nothing to do: it is flagged here when the wait becomes too long.',
  }
}

const MOVES: Record<Input['owner'], string> = {
  borrower: 'The borrower’s',
  lender: 'The lender’s',
  account_aggregator: 'The account aggregator’s',
  platform: 'The platform’s',
  us: 'Our',
  none: 'Nobody’s',
}

const FINALS: Record<string, { headline: string; tone: Tone }> = {
  DISBURSED: { headline: 'The loan is disbursed.', tone: 'good' },
  REJECTED: { headline: 'The application was rejected.', tone: 'idle' },
  EXPIRED: { headline: 'The journey expired before it was finished.', tone: 'idle' },
  CLOSED: { headline: 'The journey was closed.', tone: 'idle' },
}

function finalVerdict(status: string): Verdict {
  const { headline, tone } = FINALS[status] ?? { headline: 'The journey is over.', tone: 'idle' as const }
  return {
    ...CALM,
    tone,
    chip: 'over',
    since: null,
    headline: [headline],
    detail: null,
    next: 'Nothing is left to do.',
  }
}

function borrowersNext(journey: Input): string {
  const open = journey.offers
    .flatMap((offer) => offer.steps ?? [])
    .find((step) => step.status === 'READY' || step.status === 'IN_PROGRESS')
  if (open)
    return `The borrower completes ${stepTitle(open.type)}. A reminder may help; nothing else is needed from us.`
  if (journey.status === 'OFFERS_AVAILABLE') return 'The borrower chooses an offer. Nothing is needed from us.'
  return 'The borrower goes on in the app. Nothing is needed from us.'
}
