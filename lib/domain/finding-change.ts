import { z } from 'zod'
import { holdsPersonalData, NO_PERSONAL_DATA } from '@/lib/domain/redaction'
import { FINDING_STATUSES } from '@/lib/domain/conditions'

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, { error: `must be at most ${max} characters` })
    .transform((value) => value || null)
    .nullable()

const more = z
  .int({ error: 'must be a whole number from 1 to 1000000' })
  .min(1, { error: 'must be a whole number from 1 to 1000000' })
  .max(1_000_000, { error: 'must be a whole number from 1 to 1000000' })

/** Wakes at so many more than there are when it is snoozed. */
const worseSchema = z
  .strictObject({
    occurrences: more.nullable().optional().meta({ description: 'So many more occurrences of this finding.' }),
    subjects: more.nullable().optional().meta({ description: 'So many more subjects with the same cause.' }),
  })
  .refine(({ occurrences, subjects }) => occurrences != null || subjects != null, {
    error: 'must hold occurrences or subjects',
  })

const fields = {
  status: z.enum(FINDING_STATUSES).optional(),
  assignee: text(254).optional().meta({ description: 'Who looks after it, best an e-mail; null: nobody.' }),
  snoozeUntil: z.iso
    .datetime({ offset: true, error: 'must be an ISO 8601 time with an offset, or null' })
    .refine((at) => Date.parse(at) < Date.UTC(2200, 0, 1), { error: 'must be before 2200' })
    .nullable()
    .optional(),
  snoozeUntilWorse: worseSchema.nullable().optional(),
  note: text(4_000)
    .refine((note) => note === null || !holdsPersonalData(note), { error: NO_PERSONAL_DATA })
    .optional()
    .meta({ description: 'Replaces the note; the activity keeps every one. @name mentions.' }),
}

const NAMES = Object.keys(fields).join(', ')

/** What an operator may change of a finding. Times are ISO 8601 with an offset. */
export const FindingChangeSchema = z
  .strictObject(fields)
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: `must hold at least one of ${NAMES}`,
  })
export type FindingChange = z.input<typeof FindingChangeSchema>
export type ParsedChange = z.output<typeof FindingChangeSchema>
