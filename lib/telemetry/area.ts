/** What a request is counted and traced as: few words, whatever address is asked for. */
export const AREAS = [
  'webhooks',
  'deliveries',
  'calls',
  'traces',
  'read',
  'change',
  'live',
  'auth',
  'probe',
  'static',
  'page',
] as const
export type Area = (typeof AREAS)[number]

const EXACT: Record<string, Area> = {
  '/api/webhooks/platform': 'webhooks',
  '/api/ingest/deliveries': 'deliveries',
  '/api/ingest/api-calls': 'calls',
  '/api/ingest/otlp/v1/traces': 'traces',
  '/api/v1/live': 'live',
  '/api/health': 'probe',
  '/api/ready': 'probe',
  '/api/metrics': 'probe',
}

/** `url` as it stands in the request's line. */
export function areaOf(method: string, url: string): Area {
  const [path = ''] = url.split('?', 1)
  if (Object.hasOwn(EXACT, path)) return EXACT[path] ?? 'page'
  if (path.startsWith('/_next/static/')) return 'static'
  if (path.startsWith('/api/auth/')) return 'auth'
  if (!path.startsWith('/api/')) return 'page'
  return method === 'GET' || method === 'HEAD' ? 'read' : 'change'
}

export type Outcome = 'ok' | 'refused' | 'failed'

export function outcomeOf(status: number): Outcome {
  if (status >= 500) return 'failed'
  return status >= 400 ? 'refused' : 'ok'
}
