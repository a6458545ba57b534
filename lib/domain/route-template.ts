/** What a raw path says: its route without IDs, and the IDs in it. */
export interface Route {
  /** For example `GET /journeys/{journeyID}/state`, without the platform's prefix. */
  template: string
  journeyID: string | null
  offerID: string | null
  aaSessionID: string | null
}

/** Everything before and with it is the base URL's matter. */
const PREFIX = '/api/v1/headless/'

const KNOWN = [
  '/sessions',
  '/sessions/refresh',
  '/journeys',
  '/journeys/{journeyID}/state',
  '/journeys/{journeyID}/offers',
  '/profile',
  '/profile/submit',
  '/offers/{offerID}',
  '/offers/{offerID}/proceed',
  '/offers/{offerID}/steps',
  '/aa/sessions',
  '/aa/sessions/{aaSessionID}/redirect',
  '/webhooks/deliveries',
]

const KNOWN_PARTS = KNOWN.map((pattern) => ({ pattern, parts: pattern.slice(1).split('/') }))
const KNOWN_BY_LENGTH = new Map(
  KNOWN_PARTS.map(({ parts: { length } }) => [length, KNOWN_PARTS.filter(({ parts }) => parts.length === length)]),
)

const SEGMENTS_MAX = 8
/** A plain word in lower case or camel case, or a version. Whatever holds other digits, or is longer, is taken for an ID. */
const WORD = /^(?:[a-z]+(?:[A-Z][a-z]+)*(?:[-_.][a-z]+)*|v\d{1,2})$/
const WORD_MAX = 24

/**
 * The route of a call. Known paths of the platform get their template; others are grouped by shape, with `{id}` for
 * every segment that is no plain word, so that IDs never make routes.
 */
export function routeOf(method: string, path: string): Route {
  const segments = segmentsOf(path)
  for (const { pattern, parts } of KNOWN_BY_LENGTH.get(segments.length) ?? []) {
    const ids = matchParts(parts, segments)
    if (ids) return { template: `${method} ${pattern}`, journeyID: null, offerID: null, aaSessionID: null, ...ids }
  }
  const shape = segments.slice(0, SEGMENTS_MAX).map((part) => (isWord(part) ? part : '{id}'))
  const rest = segments.length > SEGMENTS_MAX ? '/…' : ''
  return { template: `${method} /${shape.join('/')}${rest}`, journeyID: null, offerID: null, aaSessionID: null }
}

/** The raw path of a path or URL: without scheme, host, query and fragment. */
export function barePath(pathOrURL: string): string {
  const end = pathOrURL.search(/[?#]/)
  const whole = end < 0 ? pathOrURL : pathOrURL.slice(0, end)
  if (whole.startsWith('/')) return whole
  const bare = whole.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  return bare.startsWith('/') ? bare : `/${bare}`
}

function segmentsOf(path: string): string[] {
  const at = `${path}/`.indexOf(PREFIX)
  const own = at < 0 ? path : path.slice(at + PREFIX.length)
  return own.split('/').filter(Boolean)
}

function matchParts(parts: string[], segments: string[]): Partial<Route> | null {
  for (let index = 0; index < parts.length; index++) {
    if (parts[index] !== segments[index] && !parts[index]?.startsWith('{')) return null
  }
  const ids: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    if (part.startsWith('{')) ids[part.slice(1, -1)] = decode(segments[index] ?? '')
  }
  return ids
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

function isWord(segment: string): boolean {
  return segment.length <= WORD_MAX && WORD.test(segment)
}
