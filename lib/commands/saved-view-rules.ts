import { authorise, may } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { DeskError } from '@/lib/errors'
import { findSavedView, type SavedViewRow } from '@/lib/store/saved-views'
import type { Transaction } from '@/lib/store/transaction'

export type UserPrincipal = Extract<Principal, { kind: 'user' }>

export { ChangeViewSchema, SaveViewSchema, type ChangeView, type SaveView } from '@/lib/domain/saved-view-input'

/** Views belong to people. Throws FORBIDDEN for a token. */
export function personOf(principal: Principal): UserPrincipal {
  authorise(principal, 'read')
  if (principal.kind === 'user') return principal
  throw new DeskError('FORBIDDEN', 'Views are saved by people: sign in.')
}

/** Whoever may triage may put a view before their colleagues. Throws FORBIDDEN for anybody else. */
export function authoriseSharing(person: UserPrincipal): void {
  if (may(person, 'triage')) return
  throw new DeskError('FORBIDDEN', `The role ${person.role} may save views for itself, not share them.`)
}

/** The owner's or, for an admin, anybody's shared one. Throws NOT_FOUND, and FORBIDDEN for a colleague's. */
export async function editableView(person: UserPrincipal, viewID: string, tx: Transaction): Promise<SavedViewRow> {
  const view = await findSavedView(viewID, tx)
  const mine = view?.ownerID === person.userID
  const seen = view && (mine || may(person, 'admin') || view.sharedWith.includes(person.role))
  if (!view || !seen || (!mine && view.sharedWith.length === 0)) {
    throw new DeskError('NOT_FOUND', 'There is no saved view with this ID.')
  }
  if (mine || may(person, 'admin')) return view
  throw new DeskError('FORBIDDEN', 'Only who saved this view, or an admin, may change it. Save it as your own instead.')
}

export function nameTaken(name: string): DeskError {
  return new DeskError('CONFLICT', `You have a view named “${name}” here: choose another name.`)
}
