import { causeLabel } from '@/lib/domain/conditions'
import { formatDuration } from '@/lib/format/duration'
import { formatCount, formatShare } from '@/lib/format/number'
import { ownerLabel, plural, type Tone } from '@/lib/format/words'
import type { OverviewModel } from '@/lib/query/overview'

/** A piece of the sentence: words, or a link in a tone, with a time that the reader's zone decides. */
export interface SentencePart {
  text: string
  href?: string
  tone?: Tone
  /** A route or another name of machines. */
  mono?: boolean
  /** Shown after the text as a clock time in the reader's zone. */
  at?: Date
}

const HOUR_MS = 3_600_000
/** Longer without a webhook than this, while journeys run, is worth a word of its own. */
const SILENCE_MS = 30 * 60_000

/** Fewer or smaller 429s than these are nobody's trouble. */
const FEWEST_LIMITED = 5
const SMALLEST_LIMITED_SHARE = 0.01

/** Verdicts that were answered 401 or 413; a late or unreadable delivery is authentic and only set aside. */
const REFUSED: ReadonlySet<string> = new Set([
  'signature-mismatch',
  'signature-malformed',
  'header-missing',
  'header-mismatch',
  'unknown-application',
  'too-large',
])

type SentenceInput = Pick<
  OverviewModel,
  'applications' | 'stuck' | 'anyJourney' | 'freshness' | 'deliveries' | 'groups' | 'now' | 'moving'
> & { calls: Pick<OverviewModel['calls'], 'limitedNow'> }

/** The state of the desk in one sentence: what is stuck, what is refused, what is limited, what is silent. */
export function overviewSentence(model: SentenceInput): SentencePart[] {
  if (model.applications === 0) return [{ text: 'No application is set up in this environment yet.' }]
  const clauses = [stuckClause(model), failureClause(model), limitClause(model), silenceClause(model)].filter(
    (clause) => clause !== null,
  )
  if (!model.anyJourney && model.deliveries.failures.length === 0 && !limitClause(model)) {
    return [{ text: 'No data has been received yet, so nothing can be said about journeys.' }]
  }
  if (clauses.length === 0) return [{ text: healthy(model) }]
  return join(clauses)
}

function healthy(model: SentenceInput): string {
  if (model.deliveries.total === 0) return 'No journey is stuck; no webhook came in this time range.'
  return 'No journey is stuck, and no webhook in this time range was refused.'
}

function stuckClause(model: SentenceInput): SentencePart[] | null {
  const total = model.stuck.reduce((sum, group) => sum + group.total, 0)
  if (total === 0) return null
  const longest = model.stuck.reduce((a, b) => (b.waitingSince < a.waitingSince ? b : a))
  const wait = formatDuration(model.now.getTime() - longest.waitingSince.getTime())
  return [
    {
      text: `${formatCount(total)}\u00a0${plural(total, 'journey is', 'journeys are')} stuck`,
      href: '/journeys?stuck=true',
      tone: 'stuck',
    },
    { text: `, the longest for ${wait} ${ownerPhrase(longest.owner)}` },
  ]
}

function ownerPhrase(owner: string): string {
  if (owner === 'us') return 'on our own move'
  if (owner === 'lender') return 'with a lender'
  if (owner === 'none') return 'with nobody to move'
  return `with the ${ownerLabel(owner).toLowerCase()}`
}

function failureClause(model: SentenceInput): SentencePart[] | null {
  const failures = model.deliveries.failures.filter(({ verdict }) => REFUSED.has(verdict))
  const worst = failures[0]
  if (!worst) return null
  const total = failures.reduce((sum, failure) => sum + failure.total, 0)
  const firstAt = new Date(Math.min(...failures.map((failure) => failure.firstAt.getTime())))
  const lastAt = new Date(Math.max(...failures.map((failure) => failure.lastAt.getTime())))
  const ongoing = model.now.getTime() - lastAt.getTime() < HOUR_MS
  const share = failures.length === 1 ? '' : worst.total * 2 > total ? 'mostly ' : 'most often '
  const why = worst.cause ? `, ${share}${causeLabel('webhook-signature-failure', worst.cause)}` : ''
  return [
    {
      text: `${formatCount(total)}\u00a0${plural(total, 'webhook')} ${plural(total, 'was', 'were')} refused ${ongoing ? 'since ' : 'until '}`,
      href: '/webhooks',
      tone: 'sign',
      at: ongoing ? firstAt : lastAt,
    },
    ...(why ? [{ text: why }] : []),
  ]
}

/** Of the last hour, so that "are" is true. */
function limitClause({ calls: { limitedNow } }: SentenceInput): SentencePart[] | null {
  if (!limitedNow || limitedNow.limited < FEWEST_LIMITED) return null
  const share = limitedNow.limited / limitedNow.calls
  if (share < SMALLEST_LIMITED_SHARE) return null
  return [
    { text: '429s are at ' },
    { text: formatShare(share).replace(' ', '\u00a0'), href: '/rate-limits', tone: 'limit' },
    { text: ' on ' },
    { text: limitedNow.route, mono: true },
  ]
}

function silenceClause(model: SentenceInput): SentencePart[] | null {
  const { webhookAt } = model.freshness
  if (webhookAt === null) {
    return [{ text: 'no webhook has ever come', tone: 'wait', href: '/webhooks' }]
  }
  const silence = model.now.getTime() - webhookAt.getTime()
  if (silence < SILENCE_MS || model.moving === 0) return null
  return [{ text: `no webhook has come for ${formatDuration(silence)}`, tone: 'wait', href: '/webhooks' }]
}

/** `A; B; and C.` with a capital at the start: the clauses hold commas of their own. */
function join(clauses: SentencePart[][]): SentencePart[] {
  const parts = clauses.flatMap((clause, index) => {
    if (index === 0) return clause
    return [{ text: index === clauses.length - 1 ? '; and ' : '; ' }, ...clause]
  })
  const [first, ...rest] = parts
  if (!first) return []
  return [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest, { text: '.' }]
}

/** The sentence as plain text, for the page's description and for tests; times as `HH:MM` by `clock`. */
export function plainSentence(parts: SentencePart[], clock: (at: Date) => string): string {
  return parts
    .map((part) => part.text + (part.at ? clock(part.at) : ''))
    .join('')
    .replaceAll('\u00a0', ' ')
}
