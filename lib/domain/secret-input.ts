import { z } from 'zod'

/** What somebody sends to add a secret, or to say when it ends. */

const OVERLAP_MS_MAX = 90 * 24 * 60 * 60 * 1000

export const SecretToAddSchema = z.object({
  /** As the platform has it, byte for byte; null makes one. */
  value: z
    .string()
    .min(8, { error: 'must be at least 8 characters' })
    .max(1_000, { error: 'must be at most 1,000 characters' })
    .refine((text) => text.isWellFormed() && !text.includes('\0'), { error: 'must not hold NUL or broken UTF-8' })
    .nullable()
    .default(null),
  /** Earlier secrets stop verifying after this long; null: they stay active until retired. */
  overlapMs: z.int().min(0).max(OVERLAP_MS_MAX, { error: 'must be at most 90 days' }).nullable().default(null),
})
export const RetirementSchema = z.strictObject({
  retireAt: z.iso
    .datetime({ offset: true, error: 'must be an ISO 8601 time with an offset, or null' })
    .nullable()
    .meta({ description: 'When it stops verifying; null: it stays active until it is retired.' }),
})
