import type { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { checkSecondFactor } from '@/lib/auth/second-factor'
import { CodeSchema } from '@/lib/commands/confirm-totp'
import { accountOf, tooManyTries } from '@/lib/commands/own-account'
import { parseInput } from '@/lib/commands/parse'
import { ProofSchema, provePerson } from '@/lib/commands/prove-person'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { removeTotpRow, totpConfirmedAt } from '@/lib/store/user-totp'

export const RemoveTotpSchema = CodeSchema.extend(ProofSchema.shape)

/** Takes the password and a code, so that nobody can do it at a screen left open. Throws CONFLICT, and as `provePerson`. */
export async function removeTotp(
  principal: Principal,
  input: z.input<typeof RemoveTotpSchema>,
  now: Date = new Date(),
): Promise<void> {
  const person = accountOf(principal)
  const { code, ...proof } = parseInput(RemoveTotpSchema, input)
  if (!(await totpConfirmedAt(person.userID))) throw new DeskError('CONFLICT', 'You have no second factor.')
  await provePerson(person, proof, now)
  const checked = await checkSecondFactor(person.userID, code, now)
  if (checked === 'throttled') throw tooManyTries()
  if (checked === 'wrong')
    throw new DeskError('FORBIDDEN', 'The code is wrong, or was used already: take the next one.')
  await inTransaction(async (tx) => {
    await removeTotpRow(person.userID, tx)
    await writeAudit({ actor: person.email, action: 'remove.second-factor', subject: person.email }, tx)
  })
}
