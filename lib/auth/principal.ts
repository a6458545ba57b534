import type { ApplicationScope } from '@/lib/domain/application-scope'
import type { Role, TokenScope } from '@/lib/domain/vocabulary'

/** Who asks. Every function of `query` and `commands` takes one first. */
export type Principal =
  | {
      kind: 'user'
      userID: string
      email: string
      role: Role
      applicationIDs: ApplicationScope
      sessionID?: string
    }
  | { kind: 'token'; tokenID: string; name: string; scopes: TokenScope[]; applicationID: string | null }
  | { kind: 'system'; name: 'cli' | 'worker' }

/** The name that stands in the audit log. */
export function actorName(principal: Principal): string {
  if (principal.kind === 'user') return principal.email
  return principal.kind === 'token' ? `token:${principal.name}` : principal.name
}

/** Of the user or token; null for the desk itself. */
export function principalID(principal: Principal): string | null {
  if (principal.kind === 'user') return principal.userID
  return principal.kind === 'token' ? principal.tokenID : null
}
