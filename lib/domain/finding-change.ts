import { z } from 'zod'
import { FINDING_STATUSES } from '@/lib/domain/conditions'

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, { error: `must be at most ${max} characters` })
    .transform((value) => value || null)
    .nullable()

/** What an operator may change of a finding. Times are ISO 8601 with an offset. */
export const FindingChangeSchema = z
  .strictObject({
    status: z.enum(FINDING_STATUSES).optional(),
    assignee: text(254).optional().meta({ description: 'Who looks after it, best an e-mail; null: nobody.' }),
    snoozeUntil: z.iso
      .datetime({ offset: true, error: 'must be an ISO 8601 time with an offset, or null' })
      .refine((at) => Date.parse(at) < Date.UTC(2200, 0, 1), { error: 'must be before 2200' })
      .nullable()
      .optional(),
    note: text(4_000).optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), {
    error: 'must hold at least one of status, assignee, snoozeUntil, note',
  })
export type FindingChange = z.input<typeof FindingChangeSchema>
