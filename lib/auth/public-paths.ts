/** Everything that answers somebody who is not signed in. Whatever is not listed here needs a session. */

/** Open to anyone. */
export const OPEN_PATHS = ['/login', '/api/auth', '/api/health', '/api/ready'] as const

/** No session needed because each request carries its own credential, which its route checks. */
export const CREDENTIAL_PATHS = [
  '/api/webhooks', // the signature
  '/api/ingest', // a token of scope ingest
  '/api/v1', // a token, or a session
  '/api/account', // a session
  '/api/sync',
  '/api/journeys',
  '/api/metrics',
] as const

/** True where `proxy.ts` must not ask for a session. */
export function isPublicPath(pathname: string): boolean {
  return [...OPEN_PATHS, ...CREDENTIAL_PATHS].some((path) => pathname === path || pathname.startsWith(`${path}/`))
}
