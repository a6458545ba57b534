/** What pages and routes need; `query` and `commands` import `authorise` and `principal` directly. */
export { applicationScope, authorise, may, type Action } from '@/lib/auth/authorise'
export { safeCallbackPath } from '@/lib/auth/callback-url'
export { actorName, type Principal } from '@/lib/auth/principal'
export { principalOf } from '@/lib/auth/principal-of'
export { currentUser, requireUser } from '@/lib/auth/require-user'
export type { UserPrincipal } from '@/lib/auth/session'
export { hasSso } from '@/lib/auth/sso-provider'
