import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { disableUserRow, normaliseEmail } from '@/lib/store/users'

export const DisableUserSchema = z.object({ email: z.string().trim().min(1).max(254).transform(normaliseEmail) })

/** Ends every session of the user at the next request. Throws NOT_FOUND. */
export async function disableUser(
  principal: Principal,
  input: z.input<typeof DisableUserSchema>,
  now: Date = new Date(),
): Promise<{ email: string }> {
  authorise(principal, 'admin')
  const { email } = parseInput(DisableUserSchema, input)
  await inTransaction(async (tx) => {
    if (!(await disableUserRow(email, now, tx))) {
      throw new DeskError('NOT_FOUND', `There is no user ${email}: see "desk user list".`)
    }
    await writeAudit({ actor: actorName(principal), action: 'disable.user', subject: email }, tx)
  })
  return { email }
}
