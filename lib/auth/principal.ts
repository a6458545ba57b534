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
