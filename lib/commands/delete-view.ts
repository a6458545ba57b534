import type { Principal } from '@/lib/auth/principal'
import { editableView, personOf } from '@/lib/commands/saved-view-rules'
import { writeAudit } from '@/lib/store/audit'
import { removeSavedView } from '@/lib/store/saved-views'
import { inTransaction } from '@/lib/store/transaction'

/** Throws NOT_FOUND, and FORBIDDEN for a colleague's view. Links to it still show the same list: they carry its filters. */
export async function deleteView(principal: Principal, viewID: string): Promise<void> {
  const person = personOf(principal)
  await inTransaction(async (tx) => {
    const view = await editableView(person, viewID, tx)
    await removeSavedView(viewID, tx)
    if (view.sharedWith.length === 0) return
    const { name, screen, search, sharedWith } = view
    const detail = { name, screen, search, sharedWith }
    await writeAudit({ actor: person.email, action: 'delete.view', subject: viewID, detail }, tx)
  })
}
