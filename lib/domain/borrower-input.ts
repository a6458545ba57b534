import { z } from 'zod'
import { holdsPersonalData, NO_PERSONAL_DATA } from './redaction'
import { uuidSchema } from './text'

const borrowerExternalID = z.string().min(1, { error: 'must not be empty' }).max(200)

/** Why somebody looked or changed: it is kept for good and read by many, so it must hold nothing of a borrower. */
export const reasonSchema = z
  .string()
  .trim()
  .min(3, { error: 'must say why, in at least 3 characters' })
  .max(500, { error: 'must be at most 500 characters' })
  .refine((text) => !holdsPersonalData(text), { error: NO_PERSONAL_DATA })

export const REVEALABLE = ['pan', 'contactNumber', 'dob', 'personalemail', 'panName'] as const
export type RevealableField = (typeof REVEALABLE)[number]

export const RevealBorrowerFieldSchema = z.strictObject({
  applicationID: uuidSchema,
  borrowerExternalID,
  field: z.enum(REVEALABLE, { error: `must be one of ${REVEALABLE.join(', ')}` }),
  reason: reasonSchema,
})

export const EraseBorrowerSchema = z.strictObject({
  applicationID: uuidSchema,
  borrowerExternalID,
  confirm: z.string().meta({ description: 'The borrower’s ID once more: there is no way back.' }),
  reason: reasonSchema,
})
