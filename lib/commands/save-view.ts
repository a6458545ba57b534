import type { Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { authoriseSharing, nameTaken, personOf, SaveViewSchema, type SaveView } from '@/lib/commands/saved-view-rules'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { countSavedViews, insertSavedView } from '@/lib/store/saved-views'
import { inTransaction } from '@/lib/store/transaction'

const VIEWS_MAX = 100

/** Saves the filters of a list under a name, for oneself or for roles. Throws CONFLICT where the name is taken. */
export async function saveView(principal: Principal, input: SaveView): Promise<{ viewID: string }> {
  const person = personOf(principal)
  const view = parseInput(SaveViewSchema, input)
  if (view.sharedWith.length > 0) authoriseSharing(person)
  return inTransaction(async (tx) => {
    if ((await countSavedViews(person.userID, tx)) >= VIEWS_MAX) {
      throw new DeskError('CONFLICT', `You have ${VIEWS_MAX} saved views: delete one first.`)
    }
    const viewID = await insertSavedView({ ...view, ownerID: person.userID }, tx)
    if (!viewID) throw nameTaken(view.name)
    if (view.sharedWith.length > 0) {
      const { name, screen, search, sharedWith } = view
      const detail = { name, screen, search, sharedWith }
      await writeAudit({ actor: person.email, action: 'share.view', subject: viewID, detail }, tx)
    }
    return { viewID }
  })
}
