import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { hashPassword, newPassword } from '@/lib/auth/password'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { passwordSchema, refuseWeakPassword } from '@/lib/commands/password-rules'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { normaliseEmail, setPasswordHash } from '@/lib/store/users'

export const ResetPasswordSchema = z.object({
  email: z.string().trim().min(1).max(254).transform(normaliseEmail),
  /** Null makes one. */
  password: passwordSchema.nullable().default(null),
})

/** Ends every session of the user. `password` is in the answer only where we made it. Throws NOT_FOUND, BAD_REQUEST. */
export async function resetPassword(
  principal: Principal,
  input: z.input<typeof ResetPasswordSchema>,
): Promise<{ email: string; password?: string }> {
  authorise(principal, 'admin')
  const { email, password: given } = parseInput(ResetPasswordSchema, input)
  if (given !== null) await refuseWeakPassword(given, email)
  const password = given ?? newPassword()
  const passwordHash = await hashPassword(password)
  await inTransaction(async (tx) => {
    if (!(await setPasswordHash(email, passwordHash, tx))) {
      throw new DeskError('NOT_FOUND', `There is no user ${email}: see "desk user list".`)
    }
    await writeAudit({ actor: actorName(principal), action: 'reset.password', subject: email }, tx)
  })
  return given === null ? { email, password } : { email }
}
