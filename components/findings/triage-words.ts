import type { FindingChange } from '@/lib/domain/finding-change'
import type { Activity } from '@/lib/query/finding-activity'
import type { Job } from '@/lib/query/jobs'
import type { Finding } from '@/lib/query/schemas'
import { formatCount } from '@/lib/format/number'
import { plural } from '@/lib/format/words'

export const TRIAGE_ACTIONS = ['acknowledge', 'snooze', 'resolve', 'reopen', 'assign'] as const
export type TriageAction = (typeof TRIAGE_ACTIONS)[number]

export const ACTION_WORDS: Record<TriageAction, { verb: string; done: string; key: string }> = {
  acknowledge: { verb: 'Acknowledge', done: 'Acknowledged', key: 'A' },
  snooze: { verb: 'Snooze', done: 'Snoozed', key: 'S' },
  resolve: { verb: 'Resolve', done: 'Resolved', key: 'R' },
  reopen: { verb: 'Reopen', done: 'Reopened', key: 'O' },
  assign: { verb: 'Assign', done: 'Assigned', key: 'M' },
}

export const STATUS_OF = { acknowledge: 'acknowledged', resolve: 'resolved', reopen: 'open' } as const

export function findingsWord(count: number): string {
  return `${formatCount(count)} ${plural(count, 'finding')}`
}

/** What puts a finding back to what it was; only what the change touched. */
export function undoOf(before: Finding, change: FindingChange, now: Date): FindingChange {
  const undo: FindingChange = {}
  if (change.assignee !== undefined) undo.assignee = before.assignee
  if (change.note !== undefined) undo.note = before.note
  if (change.status === undefined && !change.snoozeUntil && !change.snoozeUntilWorse) return undo
  const { snoozeUntil, snoozeUntilWorse } = before
  const isStanding = snoozeUntil ? snoozeUntil > now : snoozeUntilWorse !== null
  if (before.status !== 'snoozed') return { ...undo, status: before.status }
  if (!isStanding) return { ...undo, status: 'open' }
  return { ...undo, status: 'snoozed', snoozeUntil: snoozeUntil?.toISOString() ?? null, snoozeUntilWorse }
}

/** Whether what people decided is as the reader saw it: then only evidence came in between, and their change still fits. */
export function isSameTriage(seen: Finding, now: Finding): boolean {
  const facts = ({ status, assignee, note, snoozeUntil, snoozeUntilWorse }: Finding) =>
    JSON.stringify([status, assignee, note, snoozeUntil, snoozeUntilWorse])
  return facts(seen) === facts(now)
}

const DID: Record<string, string> = {
  opened: 'opened it',
  acknowledged: 'acknowledged it',
  snoozed: 'snoozed it',
  resolved: 'resolved it',
  reopened: 'reopened it',
  regressed: 'saw it come back',
  woken: 'ended its snooze',
  assigned: 'assigned it',
  unassigned: 'took it from its assignee',
  noted: 'wrote a note',
}

export function didWords({ actor, action, change }: Pick<Activity, 'actor' | 'action' | 'change'>): string {
  const who = actor === 'detection' ? 'Detection' : actor.replace(/^token:/, 'Token ')
  const to = change.assignee?.to
  return `${who} ${DID[action] ?? action}${action === 'assigned' && to ? ` to ${to}` : ''}`
}

/** `130 changed, 2 changed meanwhile`. */
export function outcomeWords(outcomes: Job['outcomes']): string {
  const parts = Object.entries(outcomes).map(([outcome, count]) => `${formatCount(count)} ${outcome}`)
  return parts.length > 0 ? parts.join(', ') : 'nothing done yet'
}

/** Whether a job changed findings that can be put back. */
export function isUndoable({ kind, finishedAt, outcomes, undoneBy }: Job): boolean {
  return kind === 'finding-change' && finishedAt !== null && undoneBy === null && (outcomes.changed ?? 0) > 0
}
