import { z } from 'zod'
import { uuidSchema } from './text'
import { ROLES } from './vocabulary'

const oneOfRoles = { error: `must be one of ${ROLES.join(', ')}` }

/** The applications that somebody may see; null: every one, later ones too. */
export const GrantsSchema = z
  .array(uuidSchema, { error: 'must be a list of UUIDs, or null for every application' })
  .max(1_000)
  .transform((ids) => [...new Set(ids)])
  .nullable()

/** Their first password is made by us. */
export const NewUserSchema = z.strictObject({
  email: z
    .string()
    .trim()
    .max(254)
    .pipe(z.email({ error: 'must be an e-mail address' })),
  role: z.enum(ROLES, oneOfRoles),
  applicationIDs: GrantsSchema.default(null),
})

export const UserChangeSchema = z
  .strictObject({
    role: z.enum(ROLES, oneOfRoles),
    applicationIDs: GrantsSchema,
    isDisabled: z.boolean({ error: 'must be true or false' }),
  })
  .partial()
export type UserChange = z.input<typeof UserChangeSchema>
