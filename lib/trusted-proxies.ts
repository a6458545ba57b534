import { BlockList, isIP } from 'node:net'

/** Loopback, private and link-local: strangers on the internet cannot call from there. */
const PRIVATE = [
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16'],
  ...['::1', 'fc00::/7', 'fe80::/10'],
]

export interface TrustedProxies {
  /** True where `X-Forwarded-For` of a request from this address is believed. */
  has: (address: string) => boolean
}

/** `private`, `none`, or addresses and networks (`10.1.0.0/16`) separated by commas. Null where it is none of these. */
export function parseTrustedProxies(text: string): TrustedProxies | null {
  const networks = new BlockList()
  for (const network of namedNetworks(text.trim())) {
    if (!addNetwork(networks, network.trim())) return null
  }
  return { has: (address) => isIP(address) > 0 && networks.check(address, familyOf(address)) }
}

function namedNetworks(text: string): string[] {
  if (text === 'none') return []
  return text === 'private' ? PRIVATE : text.split(',')
}

function addNetwork(networks: BlockList, network: string): boolean {
  const [, address = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(network) ?? []
  const bits = isIP(address) === 4 ? 32 : 128
  if (!isIP(address) || Number(prefix ?? bits) > bits) return false
  networks.addSubnet(address, Number(prefix ?? bits), familyOf(address))
  return true
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6'
}
