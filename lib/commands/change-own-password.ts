import { z } from 'zod'
import { hashPassword, PASSWORD_LENGTH_MAX, verifyPassword } from '@/lib/auth/password'
import type { Principal } from '@/lib/auth/principal'
import { admitOwnPassword, forgetOwnPasswordAttempts } from '@/lib/auth/sign-in-limits'
import { accountOf, passwordHashOf, tooManyTries } from '@/lib/commands/own-account'
import { parseInput } from '@/lib/commands/parse'
import { passwordSchema, refuseWeakPassword } from '@/lib/commands/password-rules'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { carrySession } from '@/lib/store/user-sessions'
import { setPasswordHash } from '@/lib/store/users'

export const ChangeOwnPasswordSchema = z.object({
  current: z.string().min(1).max(PASSWORD_LENGTH_MAX),
  password: passwordSchema,
})

/** Signs out every other browser of theirs. Throws FORBIDDEN, BAD_REQUEST, CONFLICT, TOO_MANY_REQUESTS. */
export async function changeOwnPassword(
  principal: Principal,
  input: z.input<typeof ChangeOwnPasswordSchema>,
): Promise<void> {
  const person = accountOf(principal)
  const { current, password } = parseInput(ChangeOwnPasswordSchema, input)
  const currentHash = await passwordHashOf(person)
  if (!(await admitOwnPassword(person.userID))) throw tooManyTries()
  if (!(await verifyPassword(currentHash, current))) {
    throw new DeskError('FORBIDDEN', 'The current password is wrong.')
  }
  await forgetOwnPasswordAttempts(person.userID)
  await refuseWeakPassword(password, person.email)
  const passwordHash = await hashPassword(password)
  await inTransaction(async (tx) => {
    await setPasswordHash(person.email, passwordHash, tx)
    if (person.sessionID) await carrySession(person.sessionID, tx)
    await writeAudit({ actor: person.email, action: 'change.password', subject: person.email }, tx)
  })
}
