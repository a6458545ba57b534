import { NextResponse, type NextRequest } from 'next/server'
import { contentSecurityPolicy, securityHeaders } from '@/lib/auth/csp'
import { NONCE_HEADER, PATH_HEADER } from '@/lib/auth/headers'
import { isSecure } from '@/lib/auth/session-cookie'
import { isPublicPath } from '@/lib/auth/public-paths'
import { readSessionClaims } from '@/lib/auth/session'
import { env } from '@/lib/env'

/**
 * Sends visitors without a session to /login and sets the page's security headers. It decides nothing about rights:
 * every page, query and command asks for itself.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl
  const path = pathname + search
  if (!isPublicPath(pathname) && !(await readSessionClaims(request.headers))) {
    const login = new URL(`/login?callbackUrl=${encodeURIComponent(path)}`, request.url)
    const redirect = NextResponse.redirect(login)
    redirect.headers.set('Cache-Control', 'no-store')
    return withSecurityHeaders(redirect)
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64')
  const policy = contentSecurityPolicy(nonce, env().NODE_ENV === 'development')
  const headers = new Headers(request.headers)
  headers.set(NONCE_HEADER, nonce)
  headers.set(PATH_HEADER, path)
  headers.set('Content-Security-Policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('Content-Security-Policy', policy)
  return withSecurityHeaders(response)
}

function withSecurityHeaders(response: NextResponse): NextResponse {
  for (const [name, value] of Object.entries(securityHeaders(isSecure()))) response.headers.set(name, value)
  return response
}

// Pages only. It must never cover /api: Next would cut large ingest bodies short.
export const config = { matcher: ['/((?!api/|api$|_next/static/|_next/image|favicon.ico$|icon.svg$|robots.txt$).*)'] }
