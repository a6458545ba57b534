import { z } from 'zod'
import { applicationScope, authorise, authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput, uuidSchema } from '@/lib/commands/parse'
import { concernsOneOf } from '@/lib/domain/application-scope'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { forgetTokens, revokeTokenRow } from '@/lib/store/tokens'
import { inTransaction } from '@/lib/store/transaction'

export const RevokeTokenSchema = z.object({ tokenID: uuidSchema })

/** Effective at once here and within 3 seconds in other processes. Throws NOT_FOUND. */
export async function revokeToken(
  principal: Principal,
  input: z.input<typeof RevokeTokenSchema>,
  now: Date = new Date(),
): Promise<{ tokenID: string }> {
  authorise(principal, 'tokens')
  const { tokenID } = parseInput(RevokeTokenSchema, input)
  await inTransaction(async (tx) => {
    const revoked = await revokeTokenRow(tokenID, now, tx)
    if (!revoked || !concernsOneOf(applicationScope(principal), revoked.applicationID)) {
      throw new DeskError('NOT_FOUND', `There is no token ${tokenID}: see "desk token list".`)
    }
    const { applicationID, name } = revoked
    authoriseWithin(principal, 'tokens', applicationID)
    await writeAudit(
      { actor: actorName(principal), action: 'revoke.token', applicationID, subject: tokenID, detail: { name } },
      tx,
    )
  })
  forgetTokens()
  return { tokenID }
}
