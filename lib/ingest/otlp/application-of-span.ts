import type { Environment } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import { textAttribute, type OtlpSpan } from './span'

export interface KnownApplication {
  applicationID: string
  environment: Environment
  baseURL: string
}

export type SpanApplication =
  | { applicationID: string; environment: Environment }
  /** The span calls somebody else: dropped without error. */
  | 'elsewhere'
  | { refused: string }

/**
 * Whose call a span is: `lending.application_id`, else the token's application, else the only one with the host that was
 * called. Throws FORBIDDEN where the span names another application than the token's.
 */
export function applicationOfSpan(
  span: OtlpSpan,
  applications: KnownApplication[],
  allowedApplication: string | null,
): SpanApplication {
  const called = calledApplications(span, applications)
  if (called.length === 0) return 'elsewhere'
  const named = (
    textAttribute(span.attributes, 'lending.application_id') ?? textAttribute(span.resource, 'lending.application_id')
  )?.toLowerCase()
  if (named && allowedApplication && named !== allowedApplication.toLowerCase()) {
    throw new DeskError('FORBIDDEN', 'The token belongs to another application than lending.application_id names.')
  }
  const decided =
    named ?? allowedApplication?.toLowerCase() ?? onlyOne(called.map(({ applicationID }) => applicationID))
  if (!decided) {
    return {
      refused: 'several applications have this host: set lending.application_id, or use a token of one application',
    }
  }
  const own = applications.find(({ applicationID }) => applicationID === decided)
  if (!own) return { refused: 'the application is not configured here' }
  return { applicationID: decided, environment: environmentOf(own, called) }
}

/** Of the base URL that was called, which may be another application's. */
function environmentOf(own: KnownApplication, called: KnownApplication[]): Environment {
  if (called.includes(own)) return own.environment
  return onlyOne(called.map(({ environment }) => environment)) ?? own.environment
}

/** The applications whose base URL was called: by host, and where several have it, by port and by path. */
function calledApplications(span: OtlpSpan, applications: KnownApplication[]): KnownApplication[] {
  const url = urlOf(span)
  const host = (textAttribute(span.attributes, 'server.address', 'net.peer.name') ?? url?.hostname)?.toLowerCase()
  if (!host) return []
  const bare = bareHost(host)
  const sameHost = applications.filter(({ baseURL }) => hostOf(baseURL) === bare)
  if (sameHost.length <= 1) return sameHost
  const port = textAttribute(span.attributes, 'server.port', 'net.peer.port') ?? (url && portOf(url))
  const samePort = narrowed(sameHost, ({ baseURL }) => portOf(new URL(baseURL)) === port)
  const path = url?.pathname ?? textAttribute(span.attributes, 'url.path', 'http.target') ?? '/'
  return narrowed(samePort, ({ baseURL }) => isBelow(path, new URL(baseURL).pathname))
}

/** What of a URL counts here; a URL is one. */
interface Address {
  protocol: string
  hostname: string
  port: string
  pathname: string
}

/** Addresses that a URL would not write any differently, which is most of them: its parser takes much longer. */
const PLAIN_URL = /^(https?:)\/\/(?![^/]*xn--)([a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)*)(\/[\w/-]*)(?:\?[\w=&-]*)?$/

const addresses = new WeakMap<OtlpSpan, Address | null>()

/** The address that was called; null where the span does not tell it whole. */
export function urlOf(span: OtlpSpan): Address | null {
  const known = addresses.get(span)
  if (known !== undefined) return known
  const text = textAttribute(span.attributes, 'url.full', 'http.url')
  const address = text === null ? null : addressOf(text)
  addresses.set(span, address)
  return address
}

export function addressOf(text: string): Address | null {
  const [, protocol, hostname, pathname] = PLAIN_URL.exec(text) ?? []
  if (protocol && hostname && pathname) return { protocol, hostname, port: '', pathname }
  return URL.canParse(text) ? new URL(text) : null
}

function isBelow(path: string, base: string): boolean {
  const folder = base.endsWith('/') ? base : `${base}/`
  return folder !== '/' && path.startsWith(folder)
}

function narrowed(applications: KnownApplication[], fits: (application: KnownApplication) => boolean) {
  const fitting = applications.filter(fits)
  return fitting.length > 0 ? fitting : applications
}

const HOSTS_MAX = 1_000
const hosts = new Map<string, string>()

/** Remembered, since every span asks for every application's. */
function hostOf(baseURL: string): string {
  const known = hosts.get(baseURL)
  if (known !== undefined) return known
  const host = URL.canParse(baseURL) ? bareHost(new URL(baseURL).hostname.toLowerCase()) : ''
  if (hosts.size >= HOSTS_MAX) hosts.clear()
  hosts.set(baseURL, host)
  return host
}

/** IPv6 addresses stand in brackets in URLs, and without in attributes. */
function bareHost(host: string): string {
  return /^\[|[\].]$/.test(host) ? host.replace(/^\[|\]$/g, '').replace(/\.$/, '') : host
}

function portOf(url: Address): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

function onlyOne<T>(items: T[]): T | null {
  const distinct = [...new Set(items)]
  return distinct.length === 1 ? (distinct[0] ?? null) : null
}
