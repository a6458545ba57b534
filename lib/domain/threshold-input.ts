import { z } from 'zod'
import { WAIT_STATUSES } from '@/lib/domain/learned-thresholds'
import { uuidSchema } from '@/lib/domain/text'

/** What somebody sends to set how long a status may last. */
export const OverrideThresholdSchema = z.object({
  status: z.enum(WAIT_STATUSES, { error: `must be one of ${WAIT_STATUSES.join(', ')}` }),
  minutes: z.number({ error: 'must be a number of minutes, or null to go back to what is learned' }).nullable(),
  reason: z
    .string({ error: 'must say why' })
    .trim()
    .min(3, { error: 'must say why, in 3 characters or more' })
    .max(500, { error: 'must be at most 500 characters' }),
  /** Null: every application that has no value of its own. */
  applicationID: uuidSchema.nullable().default(null),
})
