import type { Environment } from '@/lib/domain/vocabulary'
import type { FrameApplication } from '@/lib/query/frame'

/** What the application and environment switch stands on. `applicationID` is null for all applications of the environment. */
export interface Scope {
  applicationID: string | null
  environment: Environment
  /** Name of the application, or null for all. */
  name: string | null
}

interface ScopeParams {
  app: string | null
  env: Environment | null
}

/** An application decides its environment; else the URL does; else live, unless only test applications exist. */
export function resolveScope(applications: FrameApplication[], params: ScopeParams): Scope {
  const chosen = applications.find((application) => application.applicationID === params.app)
  if (chosen) return { applicationID: chosen.applicationID, environment: chosen.environment, name: chosen.name }
  const onlyTest = applications.length > 0 && applications.every((application) => application.environment === 'test')
  return { applicationID: null, environment: params.env ?? (onlyTest ? 'test' : 'live'), name: null }
}

export interface ScopeCounts {
  stuck: number
  open: number
}

export function countsInScope(applications: FrameApplication[], scope: Scope): ScopeCounts {
  return applications
    .filter((application) => application.environment === scope.environment)
    .filter((application) => scope.applicationID === null || application.applicationID === scope.applicationID)
    .reduce((sum, { stuck, open }) => ({ stuck: sum.stuck + stuck, open: sum.open + open }), { stuck: 0, open: 0 })
}

/** `path` with the parameters that follow the reader from screen to screen. */
export function withFrame(path: string, search: URLSearchParams): string {
  const hashAt = path.indexOf('#')
  const hash = hashAt === -1 ? '' : path.slice(hashAt)
  const url = new URL(hashAt === -1 ? path : path.slice(0, hashAt), 'http://desk')
  for (const key of ['app', 'env', 'range', 'live']) {
    const value = search.get(key)
    if (value !== null && !url.searchParams.has(key)) url.searchParams.set(key, value)
  }
  return `${url.pathname}${url.search}${hash}`
}

/** The same for server components, which hold the page's parameters as an object. */
export function withFrameParams(path: string, params: Record<string, string | string[] | undefined>): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) if (typeof value === 'string') search.set(key, value)
  return withFrame(path, search)
}
