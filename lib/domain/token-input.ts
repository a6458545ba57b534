import { z } from 'zod'
import { nameSchema, uuidSchema } from './text'
import { TOKEN_SCOPES } from './vocabulary'

const SCOPES = TOKEN_SCOPES.join(', ')

export const CreateTokenSchema = z.object({
  name: nameSchema,
  scopes: z
    .array(z.enum(TOKEN_SCOPES, { error: `must be one of ${SCOPES}` }))
    .min(1, { error: `must name at least one of ${SCOPES}` })
    .transform((scopes) => [...new Set(scopes)]),
  /** Null: every application. */
  applicationID: uuidSchema.nullable().default(null),
})
