import type { z } from 'zod'
import { authoriseWithin } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { CreateTokenSchema } from '@/lib/domain/token-input'
import { DeskError } from '@/lib/errors'
import { findApplication } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { insertToken } from '@/lib/store/tokens'
import { inTransaction } from '@/lib/store/transaction'

/** The token is in this answer and never again. Throws NOT_FOUND for an unknown application. */
export async function createToken(
  principal: Principal,
  input: z.input<typeof CreateTokenSchema>,
): Promise<{ tokenID: string; token: string }> {
  const { name, scopes, applicationID } = parseInput(CreateTokenSchema, input)
  authoriseWithin(principal, 'tokens', applicationID)
  return inTransaction(async (tx) => {
    if (applicationID && !(await findApplication(applicationID, tx))) {
      throw new DeskError('NOT_FOUND', `There is no application ${applicationID}: add it first.`)
    }
    const created = await insertToken({ name, scopes, applicationID, createdBy: actorName(principal) }, tx)
    await writeAudit(
      {
        actor: actorName(principal),
        action: 'create.token',
        applicationID,
        subject: created.tokenID,
        detail: { name, scopes },
      },
      tx,
    )
    return created
  })
}
