import { z } from 'zod'
import { hashPassword, PASSWORD_LENGTH_MAX } from '@/lib/auth/password'
import type { Principal } from '@/lib/auth/principal'
import { accountOf, needPassword } from '@/lib/commands/own-account'
import { parseInput } from '@/lib/commands/parse'
import { passwordSchema, refuseWeakPassword } from '@/lib/commands/password-rules'
import { provePerson } from '@/lib/commands/prove-person'
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
  now: Date = new Date(),
): Promise<void> {
  const person = accountOf(principal)
  const { current, password } = parseInput(ChangeOwnPasswordSchema, input)
  await needPassword(person)
  await provePerson(person, { password: current }, now)
  await refuseWeakPassword(password, person.email)
  const passwordHash = await hashPassword(password)
  await inTransaction(async (tx) => {
    await setPasswordHash(person.email, passwordHash, tx)
    if (person.sessionID) await carrySession(person.sessionID, tx)
    await writeAudit({ actor: person.email, action: 'change.password', subject: person.email }, tx)
  })
}
