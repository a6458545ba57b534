import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { concernsOneOf } from '@/lib/domain/application-scope'
import { TOKEN_SCOPES } from '@/lib/domain/vocabulary'
import type { Page } from '@/lib/query/schemas'
import { listTokens } from '@/lib/store/tokens'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

/** Never the token itself, which is shown once, where it is made. */
export const TokenSchema = z
  .object({
    id: z.guid(),
    name: z.string(),
    scopes: z.array(z.enum(TOKEN_SCOPES)),
    applicationID: z.guid().nullable().meta({ description: 'Null: every application.' }),
    createdAt: at,
    createdBy: z.string(),
    lastUsedAt: at.nullable().meta({ description: 'To the minute; null: never.' }),
    revokedAt: at.nullable(),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof TokenSchema>

export const TokenParamsSchema = z.object({ tokenID: z.guid({ error: 'must be the UUID of a token' }) })

/** The newest first; tokens of applications that the reader may not see are left out. */
export async function listTokenViews(principal: Principal): Promise<Page<Token>> {
  authorise(principal, 'tokens')
  const scope = applicationScope(principal)
  const rows = (await listTokens()).filter((row) => concernsOneOf(scope, row.applicationID))
  return { data: rows.map(({ tokenID, ...row }) => ({ id: tokenID, ...row })), nextCursor: null }
}
