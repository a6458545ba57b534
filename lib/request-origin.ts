import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { isIP } from 'node:net'

/** From where a request came, for the audit log and for correlation. */
export interface RequestOrigin {
  requestID: string
  /** The nearest proxy's word for the peer, and the peer itself where a proxy stands between. */
  address: string | null
  userAgent: string | null
  /** The user or token, once it is known. */
  actorID: string | null
}

/** On globalThis, so that the server's modules and Next's bundles share one. */
declare global {
  var deskOrigin: AsyncLocalStorage<RequestOrigin> | undefined
}

const origins = (globalThis.deskOrigin ??= new AsyncLocalStorage<RequestOrigin>())

const USER_AGENT_MAX = 160
/** Anything else could be a name or a number of a person. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Everything that `work` does, awaited or not, knows where it was asked from. */
export function withOrigin<T>(origin: RequestOrigin, work: () => T): T {
  return origins.getStore() ? work() : origins.run(origin, work)
}

/** Null outside of a request: on the command line and in the worker. */
export function currentOrigin(): RequestOrigin | null {
  return origins.getStore() ?? null
}

/** Tells the origin who asks, as soon as that is known. */
export function noteActor(actorID: string): void {
  const origin = origins.getStore()
  if (origin) origin.actorID = actorID
}

/** `header` gives a header's value by its lower-case name; `peer` is the socket's address, where it is known. */
export function originOf(header: (name: string) => string | null | undefined, peer: string | null): RequestOrigin {
  const given = header('x-request-id') ?? ''
  return {
    requestID: UUID.test(given) ? given : randomUUID(),
    address: addressOf(header('x-forwarded-for'), peer),
    userAgent: plainText(header('user-agent') ?? '').slice(0, USER_AGENT_MAX) || null,
    actorID: null,
  }
}

function addressOf(forwarded: string | null | undefined, socket: string | null): string | null {
  const nearest = plainAddress(forwarded?.split(',').at(-1)?.trim() ?? '')
  const peer = socket && plainAddress(socket)
  if (!isIP(nearest) || nearest === peer) return peer
  return peer ? `${nearest} via ${peer}` : nearest
}

/** IPv4 as such, also where the socket is of IPv6. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}

function plainText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '')
}
