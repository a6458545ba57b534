import type { Route } from './context'
import { CONSENT_ROUTES } from './routes/consent'
import { DELIVERY_ROUTES } from './routes/deliveries'
import { JOURNEY_ROUTES } from './routes/journeys'
import { OFFER_ROUTES } from './routes/offers'
import { PAGE_ROUTES } from './routes/pages'
import { PROFILE_ROUTES } from './routes/profile'
import { SESSION_ROUTES } from './routes/sessions'
import { notFound, PlatformError } from './errors'

const API_ROUTES: readonly Route[] = [
  ...SESSION_ROUTES,
  ...JOURNEY_ROUTES,
  ...PROFILE_ROUTES,
  ...OFFER_ROUTES,
  ...CONSENT_ROUTES,
  ...DELIVERY_ROUTES,
]

export interface Matched {
  route: Route
  params: Record<string, string>
}

function paramsOf(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = {}
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? ''
    if (part.startsWith('{')) params[part.slice(1, -1)] = decodeURIComponent(value)
    else if (part !== value) return null
  }
  return params
}

/** The route for a path below the API's prefix, or below /pages. Throws NOT_FOUND or METHOD_NOT_ALLOWED. */
export function matchRoute(area: 'api' | 'pages', method: string, path: string): Matched {
  let isPathKnown = false
  for (const route of area === 'api' ? API_ROUTES : PAGE_ROUTES) {
    const params = paramsOf(route.path, path)
    if (params === null) continue
    if (route.method === method) return { route, params }
    isPathKnown = true
  }
  if (isPathKnown) throw new PlatformError(405, 'METHOD_NOT_ALLOWED', `${method} is not possible here`)
  throw notFound('This path')
}
