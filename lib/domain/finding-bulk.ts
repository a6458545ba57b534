import { z } from 'zod'
import { reasonSchema } from '@/lib/domain/bulk-job'
import { FindingChangeSchema, type ParsedChange } from '@/lib/domain/finding-change'
import { FindingSelectionSchema } from '@/lib/domain/finding-filter'
import { changeTriage, NEVER_WORSE, type Triage } from '@/lib/domain/finding-triage'

export const FindingBulkSchema = z
  .strictObject({
    filter: FindingSelectionSchema,
    change: FindingChangeSchema,
    reason: reasonSchema.optional().meta({ description: 'Why; needed unless it is a dry run.' }),
    dryRun: z.boolean().default(false).meta({ description: 'Only count what would be changed.' }),
  })
  .refine(({ dryRun, reason }) => dryRun || reason !== undefined, {
    path: ['reason'],
    error: 'must say why in a few words',
  })
export type FindingBulk = z.input<typeof FindingBulkSchema>

export const FindingBulkAnswerSchema = z.object({
  total: z.int().meta({ description: 'Findings that match now.' }),
  jobID: z.guid().nullable().meta({ description: 'The job that does it; null for a dry run.' }),
  href: z
    .string()
    .nullable()
    .meta({ description: 'The page of the job.', examples: ['/jobs/…'] }),
})
export type FindingBulkAnswer = z.infer<typeof FindingBulkAnswerSchema>

const OPEN: Triage = {
  status: 'open',
  assignee: null,
  note: null,
  snoozeUntil: null,
  worse: NEVER_WORSE,
  resolvedAt: null,
  resolvedBy: null,
}

/** Throws BAD_REQUEST for a change that no finding could take, before anything is selected. */
export function refuseImpossible(change: ParsedChange, now: Date): void {
  changeTriage(OPEN, change, { actor: '', now, counts: { occurrences: 0, subjects: 0 } })
}

const STATUS_TITLES = {
  open: 'Reopen findings',
  acknowledged: 'Acknowledge findings',
  snoozed: 'Snooze findings',
  resolved: 'Resolve findings',
} as const

/** What the change does, as the title of its job. */
export function bulkTitle(change: ParsedChange): string {
  const status = change.status ?? (change.snoozeUntil || change.snoozeUntilWorse ? 'snoozed' : null)
  const parts = [
    status ? STATUS_TITLES[status] + snoozeWords(change) : null,
    change.assignee === undefined ? null : change.assignee ? `Assign to ${change.assignee}` : 'Assign to nobody',
    change.note === undefined ? null : change.note ? 'Write a note' : 'Remove the note',
  ]
  return parts.filter((part) => part !== null).join(', ')
}

function snoozeWords({ snoozeUntil, snoozeUntilWorse }: ParsedChange): string {
  const { occurrences, subjects } = snoozeUntilWorse ?? {}
  const ends = [
    snoozeUntil ? `until ${new Date(snoozeUntil).toISOString().slice(0, 16).replace('T', ' ')} UTC` : null,
    occurrences ? `until ${occurrences} more` : null,
    subjects ? `until ${subjects} more subjects` : null,
  ].filter((end) => end !== null)
  return ends.length > 0 ? ` ${ends.join(' or ')}` : ''
}
