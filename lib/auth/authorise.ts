import type { Principal } from '@/lib/auth/principal'
import type { Role, TokenScope } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'

export type Action = 'read' | 'note' | 'triage' | 'sync' | 'ingest' | 'engineer' | 'admin'

const ROLE_ACTIONS: Record<Role, readonly Action[]> = {
  support: ['read', 'note'],
  ops: ['read', 'note', 'triage'],
  engineer: ['read', 'note', 'triage', 'sync', 'engineer'],
  admin: ['read', 'note', 'triage', 'sync', 'engineer', 'admin'],
}

const SCOPE_OF: Record<Action, TokenScope | null> = {
  read: 'read',
  note: 'triage',
  triage: 'triage',
  sync: 'sync',
  ingest: 'ingest',
  engineer: null,
  admin: null,
}

/**
 * Throws UNAUTHENTICATED without a principal, FORBIDDEN where it may not. With `applicationID`, a token of another
 * application is refused; without, a list has to be narrowed by `applicationScope`.
 */
export function authorise(
  principal: Principal | null,
  action: Action,
  applicationID?: string | null,
): asserts principal is Principal {
  if (!principal) throw new DeskError('UNAUTHENTICATED', 'Sign in, or send a token as Authorization: Bearer.')
  if (principal.kind === 'system') return
  if (principal.kind === 'user') {
    if (ROLE_ACTIONS[principal.role].includes(action)) return
    throw new DeskError('FORBIDDEN', `The role ${principal.role} may not do this (${action}).`)
  }
  const scope = SCOPE_OF[action]
  if (!scope) throw new DeskError('FORBIDDEN', 'A token may not do this: sign in.')
  if (!principal.scopes.includes(scope)) throw new DeskError('FORBIDDEN', `The token lacks the scope ${scope}.`)
  if (applicationID && !coversApplication(principal, applicationID)) {
    throw new DeskError('FORBIDDEN', 'The token belongs to another application.')
  }
}

/** What `authorise` would refuse, as a question: for pages that hide what somebody may not do. */
export function may(principal: Principal, action: Action): boolean {
  try {
    authorise(principal, action)
    return true
  } catch {
    return false
  }
}

/** The one application that a list has to be narrowed to, or null for all. Throws FORBIDDEN for somebody else's. */
export function applicationScope(principal: Principal, requested: string | null = null): string | null {
  const own = principal.kind === 'token' ? principal.applicationID : null
  if (own && requested && !sameID(own, requested)) {
    throw new DeskError('FORBIDDEN', 'The token belongs to another application.')
  }
  return own ?? requested
}

function coversApplication(principal: Principal, applicationID: string): boolean {
  return principal.kind !== 'token' || !principal.applicationID || sameID(principal.applicationID, applicationID)
}

function sameID(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
