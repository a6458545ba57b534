import { ROLES, type Role } from '@/lib/domain/vocabulary'

/**
 * The role that a claim names: a text or a list of texts, of which the strongest of ours counts. `claim` is a name, or a
 * path with dots (`realm_access.roles`). Null where none is ours.
 */
export function roleOfClaims(claims: Record<string, unknown>, claim: string): Role | null {
  const value = Object.hasOwn(claims, claim) ? claims[claim] : valueAt(claims, claim.split('.'))
  const named: unknown[] = Array.isArray(value) ? value : [value]
  return ROLES.findLast((role) => named.includes(role)) ?? null
}

function valueAt(claims: unknown, path: string[]): unknown {
  return path.reduce<unknown>((at, name) => {
    const isHolder = typeof at === 'object' && at !== null && Object.hasOwn(at, name)
    return isHolder ? new Map(Object.entries(at)).get(name) : undefined
  }, claims)
}
