import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { DisableUserSchema } from '@/lib/commands/disable-user'
import { checkGrants } from '@/lib/commands/granted-applications'
import { parseInput } from '@/lib/commands/parse'
import { GrantsSchema } from '@/lib/domain/user-input'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { findUserByEmail, setGrants } from '@/lib/store/users'

export const GrantApplicationsSchema = DisableUserSchema.extend({ applicationIDs: GrantsSchema })

/** Says which applications a user may see, in place of what was said before; from the next request on. Throws NOT_FOUND. */
export async function grantApplications(
  principal: Principal,
  input: z.input<typeof GrantApplicationsSchema>,
): Promise<{ email: string; applicationIDs: string[] | null }> {
  authorise(principal, 'admin')
  const { email, applicationIDs } = parseInput(GrantApplicationsSchema, input)
  await inTransaction(async (tx) => {
    const user = await findUserByEmail(email, tx)
    if (!user) throw new DeskError('NOT_FOUND', `There is no user ${email}: see "desk user list".`)
    await checkGrants(applicationIDs, tx)
    await setGrants(user.userID, applicationIDs, tx)
    const detail = { from: user.applicationIDs, to: applicationIDs }
    await writeAudit({ actor: actorName(principal), action: 'grant.applications', subject: email, detail }, tx)
  })
  return { email, applicationIDs }
}
