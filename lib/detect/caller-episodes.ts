import type { DerivedFinding, Episode, Evidence } from '@/lib/domain/finding'
import { callEvidence, groupBy, type Mark } from './rules/caller-view'

/** What is the same for every finding of one caller. */
export interface CallerRef {
  applicationID: string
  caller: string
}

export interface CallerJudgement {
  findings: DerivedFinding[]
  /** When, without a further call, the judgement may change; null: never. */
  nextCheckAt: Date | null
}

export interface FoldOptions extends CallerRef {
  /** Milliseconds. */
  now: number
  /** Episodes nearer to each other than this are one, by condition. */
  joinMsOf: (condition: string) => number
  /**
   * Up to here the marks may be incomplete: earlier episodes are taken from `before`, and one that lasts here keeps
   * its beginning. -Infinity where the marks are of the whole history.
   */
  cut: number
  /** After the cut marks are missing for this long: an episode that lasts at the cut lasts through it. */
  slackMs: number
  /** What was derived earlier. */
  before: DerivedFinding[]
}

interface Span {
  from: number
  to: number
  marks: Mark[]
}

const FIRST_SHOWN = 2
const LAST_SHOWN = 6

/** Puts the marks of each cause together into episodes, and these onto what was derived earlier. */
export function foldMarks(marks: Mark[], options: FoldOptions): CallerJudgement {
  const known = marks.filter(({ knownAt }) => knownAt <= options.now)
  const groups = groupBy(known, nameOfMark)
  const before = new Map(options.before.map((finding) => [nameOfFinding(finding), finding]))
  const names = new Set([...before.keys(), ...groups.keys()])
  const turns = marks.map(({ knownAt }) => knownAt)
  const findings = [...names].flatMap((name) => {
    const spans = spansOf(groups.get(name) ?? [], options)
    turns.push(...spans.map(({ to }) => to))
    const finding = merged(before.get(name) ?? null, spans, options)
    return finding ? [finding] : []
  })
  const next = turns.reduce((least, turn) => (turn > options.now && turn < least ? turn : least), Infinity)
  return { findings, nextCheckAt: Number.isFinite(next) ? new Date(next) : null }
}

export function nameOfFinding({ condition, cause, variant }: DerivedFinding): string {
  return [condition, cause, variant ?? ''].join('\n')
}

function nameOfMark({ condition, cause, variant }: Mark): string {
  return [condition, cause, variant ?? ''].join('\n')
}

/** Unbroken times over which at least one mark counts, after the cut. */
function spansOf(marks: Mark[], { cut, joinMsOf }: FoldOptions): Span[] {
  const spans: Span[] = []
  for (const mark of marks.toSorted((a, b) => a.at - b.at || (a.call.callID < b.call.callID ? -1 : 1))) {
    const last = spans.at(-1)
    if (last && mark.at <= last.to + joinMsOf(mark.condition)) {
      last.to = Math.max(last.to, mark.until)
      last.marks.push(mark)
    } else spans.push({ from: Math.max(mark.since, last?.to ?? -Infinity), to: mark.until, marks: [mark] })
  }
  return spans.filter((span) => span.to > cut)
}

function merged(before: DerivedFinding | null, spans: Span[], options: FoldOptions): DerivedFinding | null {
  const { cut, now, joinMsOf, slackMs } = options
  const kept = (before?.episodes ?? []).filter(({ from }) => from.getTime() < cut)
  const first = spans[0]
  const last = kept.at(-1)
  if (last) {
    const lastTo = last.to?.getTime() ?? Infinity
    const slack = lastTo > cut ? slackMs : 0
    const joinMs = joinMsOf(first?.marks[0]?.condition ?? '') + slack
    const isOne = first !== undefined && first.from <= Math.min(lastTo, cut) + joinMs
    if (isOne) {
      first.from = last.from.getTime()
      kept.pop()
    } else if (lastTo > cut) kept[kept.length - 1] = { from: last.from, to: new Date(cut) }
  }
  const episodes = [...kept, ...spans.map((span) => episodeOf(span, now))]
  if (episodes.length === 0) return null
  const latest = spans.at(-1)
  if (latest) return findingOf(latest, episodes, options)
  return before ? { ...before, episodes, lastSeenAt: earlier(before.lastSeenAt, episodes.at(-1)?.to ?? null) } : null
}

function episodeOf({ from, to }: Span, now: number): Episode {
  return { from: new Date(from), to: to > now ? null : new Date(to) }
}

function earlier(a: Date, b: Date | null): Date {
  return b && b < a ? b : a
}

function findingOf({ marks }: Span, episodes: Episode[], options: FoldOptions): DerivedFinding | null {
  const last = marks.at(-1)
  if (!last) return null
  const { facts, ...verdict } = last.tell()
  return {
    ...verdict,
    condition: last.condition,
    cause: last.cause,
    evidence: evidenceOf(marks, facts),
    applicationID: options.applicationID,
    environment: last.call.environment,
    subjectType: 'caller',
    subjectID: options.caller,
    subjectDetail: detailOf(last, marks),
    variant: last.variant,
    episodes,
    lastSeenAt: new Date(last.at),
  }
}

/** How a caller takes a 429 may show on several routes: then the finding speaks of none of them alone. */
function detailOf(last: Mark, marks: Mark[]): Mark['detail'] {
  if (last.condition !== 'rate-limited') return last.detail
  const isOne = marks.every(({ until, detail }) => until <= last.at || detail.route === last.detail.route)
  return isOne ? last.detail : { ...last.detail, route: null }
}

/** The first calls and the last; the count of all where some are left out. */
function evidenceOf(marks: Mark[], facts: Evidence[]): Evidence[] {
  const calls = [...new Map(marks.map((mark) => [mark.call.callID, mark])).values()]
  const shown =
    calls.length > FIRST_SHOWN + LAST_SHOWN ? [...calls.slice(0, FIRST_SHOWN), ...calls.slice(-LAST_SHOWN)] : calls
  return [...facts, ...shown.map(({ call, said }) => callEvidence(call, said))]
}
