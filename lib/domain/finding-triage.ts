import type { FindingStatus } from '@/lib/domain/conditions'
import type { ParsedChange } from '@/lib/domain/finding-change'
import { DeskError } from '@/lib/errors'

/** So many more than there were when it was snoozed. */
export interface Growth {
  from: number
  by: number
}

/** What people, and the end of the evidence, decide about a finding. */
export interface Triage {
  status: FindingStatus
  assignee: string | null
  note: string | null
  snoozeUntil: Date | null
  worse: { occurrences: Growth | null; subjects: Growth | null }
  resolvedAt: Date | null
  /** `evidence`, or who did it. */
  resolvedBy: string | null
}

export interface Counts {
  occurrences: number
  /** Unresolved findings of the same cause; null where nobody counted, since nothing asks for it. */
  subjects: number | null
}

export const NEVER_WORSE: Triage['worse'] = { occurrences: null, subjects: null }
export const EVIDENCE = 'evidence'

/** What the finding becomes when somebody changes it. Throws BAD_REQUEST for a snooze that says nothing. */
export function changeTriage(
  triage: Triage,
  change: ParsedChange,
  by: { actor: string; now: Date; counts: Counts },
): Triage {
  const next: Triage = {
    ...triage,
    assignee: change.assignee === undefined ? triage.assignee : change.assignee,
    note: change.note === undefined ? triage.note : change.note,
  }
  const { status, snoozeUntil, snoozeUntilWorse } = change
  if (status === undefined && snoozeUntil === undefined && snoozeUntilWorse === undefined) return next
  const wanted = status ?? (snoozeUntil || snoozeUntilWorse ? 'snoozed' : triage.status)
  if (wanted === 'snoozed') return { ...next, ...snooze(triage, change, by) }
  for (const name of ['snoozeUntil', 'snoozeUntilWorse'] as const) {
    if (change[name]) throw new DeskError('BAD_REQUEST', `${name}: cannot be set when the status is ${wanted}`)
  }
  const awake = { ...next, status: wanted, snoozeUntil: null, worse: NEVER_WORSE }
  if (wanted !== 'resolved') return { ...awake, resolvedAt: null, resolvedBy: null }
  return triage.status === 'resolved' ? awake : { ...awake, resolvedAt: by.now, resolvedBy: by.actor }
}

function snooze(
  triage: Triage,
  { snoozeUntil, snoozeUntilWorse }: ParsedChange,
  { now, counts }: { now: Date; counts: Counts },
): Partial<Triage> {
  // Who names one end of the snooze names all of them; who names none keeps what stands.
  const isNamed = snoozeUntil !== undefined || snoozeUntilWorse !== undefined
  const until = isNamed ? (snoozeUntil ? new Date(snoozeUntil) : null) : triage.snoozeUntil
  const worse = isNamed ? growthOf(snoozeUntilWorse, counts) : triage.worse
  if (until ? until <= now : !worse.occurrences && !worse.subjects) {
    throw new DeskError(
      'BAD_REQUEST',
      'snoozeUntil: must be a time in the future when the status is snoozed; or say how much worse in snoozeUntilWorse',
    )
  }
  return { status: 'snoozed', snoozeUntil: until, worse, resolvedAt: null, resolvedBy: null }
}

function growthOf(wanted: ParsedChange['snoozeUntilWorse'], counts: Counts): Triage['worse'] {
  const { occurrences, subjects } = wanted ?? {}
  return {
    occurrences: occurrences == null ? null : { from: counts.occurrences, by: occurrences },
    subjects: subjects == null ? null : { from: counts.subjects ?? 0, by: subjects },
  }
}

/** What a snooze waits for has come; null: it stands. */
export function snoozeEnd({ snoozeUntil, worse }: Triage, now: Date, counts: Counts): 'time' | 'worse' | null {
  if (snoozeUntil && snoozeUntil <= now) return 'time'
  const grew = (growth: Growth | null, count: number | null) =>
    growth !== null && count !== null && count >= growth.from + growth.by
  return grew(worse.occurrences, counts.occurrences) || grew(worse.subjects, counts.subjects) ? 'worse' : null
}

/** What evidence says of a finding, and what it said before. */
export interface EvidenceTurn {
  holds: boolean
  episodes: number
  episodesBefore: number
  /** Event time; only for subjects that act (callers, deliveries): a wait goes on by itself, a call was made. */
  actedAt: Date | null
}

/**
 * The status by evidence. What was acknowledged or snoozed stays so while it holds. What somebody resolved stays resolved
 * until it returns; what evidence resolved and what returns within its snooze is snoozed again.
 */
export function statusByEvidence(triage: Triage | null, turn: EvidenceTurn, now: Date, counts: Counts): FindingStatus {
  if (!turn.holds) return 'resolved'
  if (!triage) return 'open'
  if (triage.status !== 'resolved') return triage.status
  if (triage.resolvedBy !== EVIDENCE) {
    const acted = turn.actedAt !== null && triage.resolvedAt !== null && turn.actedAt > triage.resolvedAt
    return acted || turn.episodes > turn.episodesBefore ? 'open' : 'resolved'
  }
  return isSnoozed(triage) && snoozeEnd(triage, now, counts) === null ? 'snoozed' : 'open'
}

export function isSnoozed({ snoozeUntil, worse }: Pick<Triage, 'snoozeUntil' | 'worse'>): boolean {
  return snoozeUntil !== null || worse.occurrences !== null || worse.subjects !== null
}

export const ACTIVITIES = [
  'opened',
  'acknowledged',
  'snoozed',
  'resolved',
  'reopened',
  'regressed',
  'woken',
  'assigned',
  'unassigned',
  'noted',
] as const
export type ActivityName = (typeof ACTIVITIES)[number]

export interface ActivityDraft {
  action: ActivityName
  /** What it was and what it became, by field; times in ISO 8601. */
  change: Record<string, { from: string | null; to: string | null }>
  /** A note that was written with it. */
  note: string | null
}

/** What happened between two states, in the words of the activity log; null where nothing did. */
export function activityOf(before: Triage, after: Triage, byEvidence = false): ActivityDraft | null {
  const was = fieldsOf(before)
  const is = fieldsOf(after)
  const change = Object.fromEntries(
    Object.keys(is).flatMap((name) => {
      const [from, to] = [was[name] ?? null, is[name] ?? null]
      return from === to ? [] : [[name, { from, to }]]
    }),
  )
  const isNoted = before.note !== after.note
  const names = Object.keys(change)
  if (names.length === 0 && !isNoted) return null
  return { action: nameOf(before, after, names, byEvidence), change, note: isNoted ? after.note : null }
}

function fieldsOf({ status, assignee, snoozeUntil, worse }: Triage): Record<string, string | null> {
  const grown = (growth: Growth | null) => (growth ? `${growth.from} + ${growth.by}` : null)
  return {
    status,
    assignee,
    snoozeUntil: snoozeUntil?.toISOString() ?? null,
    snoozeOccurrences: grown(worse.occurrences),
    snoozeSubjects: grown(worse.subjects),
  }
}

function nameOf(before: Triage, after: Triage, changed: string[], byEvidence: boolean): ActivityName {
  if (before.status !== after.status) {
    if (after.status !== 'open') return after.status
    if (before.status === 'snoozed') return 'woken'
    return byEvidence ? 'regressed' : 'reopened'
  }
  if (changed.some((name) => name.startsWith('snooze'))) return after.status === 'snoozed' ? 'snoozed' : 'reopened'
  if (changed.includes('assignee')) return after.assignee ? 'assigned' : 'unassigned'
  return 'noted'
}
