import type { Principal } from '@/lib/auth/principal'
import { isInScope, type ApplicationScope } from '@/lib/domain/application-scope'
import type { Role, TokenScope } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'

/** `bytes`: what arrived, masked or revealed. `secrets`: that they exist, never their values. `health`: the desk's own. */
export const ACTIONS = [
  'read',
  'account',
  'reveal',
  'note',
  'triage',
  'export',
  'thresholds',
  'notifications',
  'sync',
  'ingest',
  'bytes',
  'debug',
  'reprocess',
  'secrets',
  'health',
  'tokens',
  'admin',
] as const
export type Action = (typeof ACTIONS)[number]

const SUPPORT: Action[] = ['read', 'account', 'reveal', 'note']
const OPS: Action[] = [...SUPPORT, 'triage', 'export', 'thresholds', 'notifications']
const ENGINEER: Action[] = [...OPS, 'sync', 'bytes', 'debug', 'reprocess', 'secrets', 'health', 'tokens']

const ROLE_ACTIONS: Record<Role, readonly Action[]> = {
  support: SUPPORT,
  ops: OPS,
  engineer: ENGINEER,
  admin: [...ENGINEER, 'admin'],
}

const SCOPE_OF: Record<Action, TokenScope | null> = {
  read: 'read',
  account: null,
  reveal: null,
  note: 'triage',
  triage: 'triage',
  export: 'triage',
  thresholds: null,
  notifications: null,
  sync: 'sync',
  ingest: 'ingest',
  bytes: null,
  debug: null,
  reprocess: null,
  secrets: null,
  health: null,
  tokens: null,
  admin: null,
}

/**
 * Throws UNAUTHENTICATED without a principal, FORBIDDEN where it may not. With `applicationID`, whoever may not see that
 * application is refused; without, a list has to be narrowed by `applicationScope`.
 */
export function authorise(
  principal: Principal | null,
  action: Action,
  applicationID?: string | null,
): asserts principal is Principal {
  if (!principal) throw new DeskError('UNAUTHENTICATED', 'Sign in, or send a token as Authorization: Bearer.')
  if (principal.kind === 'user') authoriseRole(principal.role, action)
  if (principal.kind === 'token') authoriseScopes(principal.scopes, action)
  if (applicationID) applicationScope(principal, applicationID)
}

function authoriseRole(role: Role, action: Action): void {
  if (ROLE_ACTIONS[role].includes(action)) return
  throw new DeskError('FORBIDDEN', `The role ${role} may not do this (${action}).`)
}

function authoriseScopes(scopes: TokenScope[], action: Action): void {
  const needed = SCOPE_OF[action]
  if (!needed) throw new DeskError('FORBIDDEN', 'A token may not do this: sign in.')
  if (!scopes.includes(needed)) throw new DeskError('FORBIDDEN', `The token lacks the scope ${needed}.`)
}

/**
 * As `authorise`, for what concerns one application or, with null, every one and the desk itself: that takes somebody who
 * may see all of them.
 */
export function authoriseWithin(
  principal: Principal | null,
  action: Action,
  applicationID: string | null,
): asserts principal is Principal {
  authorise(principal, action, applicationID)
  if (applicationID !== null || applicationScope(principal) === null) return
  throw new DeskError('FORBIDDEN', 'This concerns every application, and you may see some of them alone: name one.')
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

/** The applications that a list has to be narrowed to; with `requested` that one. Throws FORBIDDEN for somebody else's. */
export function applicationScope(principal: Principal, requested: string | null = null): ApplicationScope {
  const own = grantsOf(principal)
  if (requested === null) return own
  if (isInScope(own, requested)) return [requested.toLowerCase()]
  const reason =
    principal.kind === 'token'
      ? 'The token belongs to another application.'
      : 'You may not see this application: an admin can grant it.'
  throw new DeskError('FORBIDDEN', reason)
}

/** Admins hand out the grants, so that none of theirs could keep them out. */
function grantsOf(principal: Principal): ApplicationScope {
  if (principal.kind === 'user') return principal.role === 'admin' ? null : principal.applicationIDs
  if (principal.kind === 'token' && principal.applicationID) return [principal.applicationID.toLowerCase()]
  return null
}
