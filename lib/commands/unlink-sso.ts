import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { findUserByEmail, normaliseEmail, unbindSsoSubject } from '@/lib/store/users'

export const UnlinkSsoSchema = z.object({ email: z.string().trim().min(1).max(254).transform(normaliseEmail) })

/** For somebody whom the identity provider made anew. Throws NOT_FOUND, CONFLICT where there is nothing to forget. */
export async function unlinkSso(
  principal: Principal,
  input: z.input<typeof UnlinkSsoSchema>,
): Promise<{ email: string }> {
  authorise(principal, 'admin')
  const { email } = parseInput(UnlinkSsoSchema, input)
  await inTransaction(async (tx) => {
    if (!(await findUserByEmail(email, tx)))
      throw new DeskError('NOT_FOUND', `There is no user ${email}: see "desk user list".`)
    if (!(await unbindSsoSubject(email, tx))) {
      throw new DeskError('CONFLICT', `${email} is bound to no identity: there is nothing to unlink.`)
    }
    await writeAudit({ actor: actorName(principal), action: 'unlink.identity', subject: email }, tx)
  })
  return { email }
}
