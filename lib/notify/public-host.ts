import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isPublicAddress, literalAddress } from '@/lib/domain/public-address'

/** Asks for every address of a name, as the system resolves it. */
export type Resolve = (hostname: string) => Promise<LookupAddress[]>

export const resolveBySystem: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)))
  })

/** A host is no target of ours; the message names the remedy. */
export class RefusedHost extends Error {
  constructor(hostname: string) {
    super(`${hostname} is an address of a private network: an admin has to allow this host first.`)
    this.name = 'RefusedHost'
  }
}

/**
 * Throws RefusedHost where the host is, or resolves to, anything but public addresses. A name that cannot be resolved
 * passes: it is asked again whenever something is sent, and that answer decides.
 */
export async function checkHost(hostname: string, resolve: Resolve = resolveBySystem): Promise<void> {
  if (literalAddress(hostname) !== null) return checkLiteral(hostname)
  const addresses = await resolve(hostname).catch(() => [])
  if (!addresses.every(({ address }) => isPublicAddress(address))) throw new RefusedHost(hostname)
}

/** Node asks no resolver for an address, so that one has to be checked before. */
export function checkLiteral(hostname: string): void {
  const literal = literalAddress(hostname)
  if (literal !== null && !isPublicAddress(literal)) throw new RefusedHost(hostname)
}

/**
 * What a connection resolves its host with: it connects to the very addresses that were checked, so that a name which
 * answers otherwise a moment later gains nothing.
 */
export function checkedLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
          callback(new RefusedHost(hostname), '', 0)
        } else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    )
  }
}
