import type { Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { checkRevision } from '@/lib/commands/revision'
import {
  authoriseSharing,
  ChangeViewSchema,
  editableView,
  nameTaken,
  personOf,
  type ChangeView,
} from '@/lib/commands/saved-view-rules'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { updateSavedView } from '@/lib/store/saved-views'
import { inTransaction, oneAtATime } from '@/lib/store/transaction'

/**
 * Renames a view, gives it other filters, or shares it with other roles. With `ifMatch` only at that revision. Throws
 * NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED, and CONFLICT where the name is taken or somebody was quicker.
 */
export async function changeView(
  principal: Principal,
  viewID: string,
  input: ChangeView,
  ifMatch: number | null = null,
  now: Date = new Date(),
): Promise<void> {
  const person = personOf(principal)
  const change = parseInput(ChangeViewSchema, input)
  await inTransaction(async (tx) => {
    await oneAtATime(tx, `view|${viewID}`)
    const view = await editableView(person, viewID, tx)
    const { name, search } = view
    const from = { name, search, sharedWith: view.sharedWith }
    checkRevision('view', ifMatch, { ...view, now: from })
    const sharedWith = change.sharedWith ?? view.sharedWith
    const isOrWasShared = sharedWith.length > 0 || view.sharedWith.length > 0
    if (sharedWith.length > 0) authoriseSharing(person)
    const given = { name: change.name, search: change.search, sharedWith: change.sharedWith }
    const outcome = await updateSavedView(view, given, { actor: person.email, now }, tx)
    if (outcome === 'name-taken') throw nameTaken(change.name ?? view.name)
    if (outcome === 'outdated') throw new DeskError('CONFLICT', 'Somebody changed the view just now: try again.')
    if (!isOrWasShared) return
    const detail = { from, to: { name: change.name ?? name, search: change.search ?? search, sharedWith } }
    await writeAudit({ actor: person.email, action: 'change.view', subject: viewID, detail }, tx)
  })
}
