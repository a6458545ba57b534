import type { BulkOutcome, BulkRow } from '@/lib/domain/bulk-job'
import { FindingChangeSchema, type ParsedChange } from '@/lib/domain/finding-change'
import { activityOf, changeTriage } from '@/lib/domain/finding-triage'
import { TriageStateSchema } from '@/lib/domain/finding-undo'
import { mentionsOf } from '@/lib/domain/mentions'
import { DeskError } from '@/lib/errors'
import { tellMentioned } from '@/lib/notify/mentions'
import {
  countsOf,
  countSubjects,
  lockTriages,
  saveTriage,
  type TriageRow,
  type TriageStep,
} from '@/lib/store/findings-triage'
import type { Transaction } from '@/lib/store/transaction'
import { listUsers } from '@/lib/store/users'
import type { BulkHandler } from './bulk-jobs'

interface Turn {
  change: ParsedChange
  actor: string
  now: Date
  subjects: Map<string, number>
  mentions: string[]
}

/** Changes the findings of a frozen selection; one that somebody else changed since it was selected is left as it is. */
export const findingChangeJobs: BulkHandler = {
  batch: 200,
  run: async (job, rows, { tx, now }) => {
    const change = FindingChangeSchema.parse(job.change)
    const held = await lockTriages(tx, rows)
    const byName = new Map(held.map((row) => [nameOf(row.applicationID, row.findingID), row]))
    const subjects = change.snoozeUntilWorse?.subjects ? await countSubjects(tx, held) : new Map<string, number>()
    const turn = { change, actor: job.actor, now, subjects, mentions: await mentionsIn(tx, change) }
    const done = rows.map((row) => changeOne(row, byName.get(nameOf(row.applicationID, row.subjectID)), turn))
    const steps = done.flatMap(({ step }) => (step ? [step] : []))
    const by = { actor: job.actor, now, jobID: job.jobID }
    await saveTriage(tx, steps, by)
    await tellMentioned(
      tx,
      steps.map(({ row, mentions }) => ({ ...row, mentions })),
      by,
    )
    return done.map(({ outcome }) => outcome)
  },
}

function changeOne(
  row: BulkRow,
  held: TriageRow | undefined,
  { change, actor, now, subjects, mentions }: Turn,
): { outcome: BulkOutcome; step?: TriageStep } {
  if (!held) return { outcome: { row, outcome: 'gone', detail: 'The finding is no longer there.' } }
  if (row.revision !== held.triageRevision) {
    return { outcome: { row, outcome: 'changed meanwhile', detail: `It is now ${stateOf(held)}, and was left so.` } }
  }
  try {
    const next = changeTriage(held, change, { actor, now, counts: countsOf(held, subjects) })
    const activity = activityOf(held, next)
    if (!activity) return { outcome: { row, outcome: 'unchanged', detail: `It was ${stateOf(held)} already.` } }
    return {
      outcome: { row, outcome: 'changed', detail: null, before: TriageStateSchema.parse(held) },
      step: { row: held, next, activity, mentions: activity.note ? mentions : [] },
    }
  } catch (error) {
    if (error instanceof DeskError) return { outcome: { row, outcome: 'failed', detail: error.message } }
    throw error
  }
}

export function stateOf({ status, assignee, resolvedBy }: TriageRow): string {
  const by = status === 'resolved' && resolvedBy ? ` by ${resolvedBy}` : ''
  return `${status}${by}${assignee ? `, assigned to ${assignee}` : ''}`
}

async function mentionsIn(tx: Transaction, { note }: ParsedChange): Promise<string[]> {
  if (!note?.includes('@')) return []
  const people = (await listUsers(tx)).filter(({ disabledAt }) => disabledAt === null)
  return mentionsOf(
    note,
    people.map(({ email }) => email),
  )
}

export function nameOf(applicationID: string, findingID: string): string {
  return `${applicationID}|${findingID}`
}
