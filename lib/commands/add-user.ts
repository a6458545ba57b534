import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { hashPassword, newPassword } from '@/lib/auth/password'
import { actorName, type Principal } from '@/lib/auth/principal'
import { checkGrants } from '@/lib/commands/granted-applications'
import { parseInput } from '@/lib/commands/parse'
import { passwordSchema, refuseWeakPassword } from '@/lib/commands/password-rules'
import { ROLES } from '@/lib/domain/vocabulary'
import { GrantsSchema } from '@/lib/domain/user-input'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { insertUser, normaliseEmail } from '@/lib/store/users'

export const AddUserSchema = z.object({
  email: z
    .string()
    .trim()
    .max(254)
    .pipe(z.email({ error: 'must be an e-mail address' }))
    .transform(normaliseEmail),
  role: z.enum(ROLES, { error: `must be one of ${ROLES.join(', ')}` }),
  /** Null makes one. */
  password: passwordSchema.nullable().default(null),
  applicationIDs: GrantsSchema.default(null),
})

/**
 * `password` is in the answer only where we made it. Throws CONFLICT where somebody has this e-mail, BAD_REQUEST for a weak
 * password, NOT_FOUND for an unknown application.
 */
export async function addUser(
  principal: Principal,
  input: z.input<typeof AddUserSchema>,
): Promise<{ userID: string; email: string; password?: string }> {
  authorise(principal, 'admin')
  const { email, role, password: given, applicationIDs } = parseInput(AddUserSchema, input)
  if (given !== null) await refuseWeakPassword(given, email)
  const password = given ?? newPassword()
  const passwordHash = await hashPassword(password)
  const userID = await inTransaction(async (tx) => {
    await checkGrants(applicationIDs, tx)
    const made = await insertUser({ email, role, passwordHash, applicationIDs }, tx)
    if (!made) throw new DeskError('CONFLICT', `There is a user ${email} already: see "desk user list".`)
    await writeAudit(
      { actor: actorName(principal), action: 'add.user', subject: email, detail: { role, applicationIDs } },
      tx,
    )
    return made
  })
  return given === null ? { userID, email, password } : { userID, email }
}
