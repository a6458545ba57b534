import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { checkGrants } from '@/lib/commands/granted-applications'
import { parseInput } from '@/lib/commands/parse'
import { UserChangeSchema, type UserChange } from '@/lib/domain/user-input'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction, type Transaction } from '@/lib/store/transaction'
import { findUser, hasOtherAdmin, setDisabled, setGrants, setRole, type UserRow } from '@/lib/store/users'

/**
 * Gives a user another role or other applications, or lets them in no more; from their next request on. Throws NOT_FOUND,
 * CONFLICT where nobody could undo it: for oneself, and for the last admin.
 */
export async function changeUser(
  principal: Principal,
  userID: string,
  input: UserChange,
  now = new Date(),
): Promise<void> {
  authorise(principal, 'admin')
  const { role, applicationIDs, isDisabled } = parseInput(UserChangeSchema, input)
  await inTransaction(async (tx) => {
    const user = await findUser(userID, tx)
    if (!user) throw new DeskError('NOT_FOUND', 'There is no user with this ID.')
    const losesAdmin = user.role === 'admin' && (isDisabled === true || (role !== undefined && role !== 'admin'))
    if (losesAdmin) await refuseLockout(principal, user, tx)
    if (role !== undefined) await setRole(userID, role, tx)
    if (isDisabled !== undefined) await setDisabled(userID, isDisabled ? now : null, tx)
    if (applicationIDs !== undefined) {
      await checkGrants(applicationIDs, tx)
      await setGrants(userID, applicationIDs, tx)
    }
    const from = { role: user.role, applicationIDs: user.applicationIDs, isDisabled: user.disabledAt !== null }
    const to = { ...from, ...plain({ role, applicationIDs, isDisabled }) }
    await writeAudit(
      { actor: actorName(principal), action: 'change.user', subject: user.email, detail: { from, to } },
      tx,
    )
  })
}

function plain<T extends object>(given: T): Partial<T> {
  return JSON.parse(JSON.stringify(given))
}

async function refuseLockout(principal: Principal, user: UserRow, tx: Transaction): Promise<void> {
  if (principal.kind === 'user' && principal.userID === user.userID) {
    throw new DeskError('CONFLICT', 'You cannot take your own rights away: ask another admin.')
  }
  if (await hasOtherAdmin(user.userID, tx)) return
  throw new DeskError('CONFLICT', 'This is the last admin: make somebody else one first.')
}
