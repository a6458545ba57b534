import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { removeTotpRow } from '@/lib/store/user-totp'
import { findUserByEmail, normaliseEmail } from '@/lib/store/users'

export const ResetTotpSchema = z.object({ email: z.string().trim().min(1).max(254).transform(normaliseEmail) })

/** For somebody who lost their phone and their recovery codes. Throws NOT_FOUND, CONFLICT where there is none. */
export async function resetTotp(
  principal: Principal,
  input: z.input<typeof ResetTotpSchema>,
): Promise<{ email: string }> {
  authorise(principal, 'admin')
  const { email } = parseInput(ResetTotpSchema, input)
  await inTransaction(async (tx) => {
    const user = await findUserByEmail(email, tx)
    if (!user) throw new DeskError('NOT_FOUND', `There is no user ${email}: see "desk user list".`)
    if (!(await removeTotpRow(user.userID, tx))) {
      throw new DeskError('CONFLICT', `${email} has no second factor: there is nothing to reset.`)
    }
    await writeAudit({ actor: actorName(principal), action: 'reset.second-factor', subject: email }, tx)
  })
  return { email }
}
