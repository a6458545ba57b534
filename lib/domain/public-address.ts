import ipaddr from 'ipaddr.js'

/** IPv6 that is given out to the public internet; all else has a purpose of its own. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3')

/**
 * Whether an address is one of the public internet. Private, loopback, link-local, carrier-grade NAT, multicast, unique
 * local, mapped, translated and tunnelled addresses are not, nor is what cannot be read as an address.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_IPV6)
}

/** The host of a URL when it is an address rather than a name: without brackets and zone; null for a name. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(bare) ? bare : null
}
