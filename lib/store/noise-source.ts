import { isIPv6 } from 'node:net'
import { isPublicAddress } from '@/lib/domain/public-address'
import { keyedHash, keyedHashes } from './crypto'

/** Whom a sender's address counts for: itself, or for IPv6 its /64, of which one sender has all addresses. */
export function sourceOfPeer(peer: string): string {
  if (!isIPv6(peer)) return peer
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(peer)
  if (mapped?.[1]) return mapped[1]
  const [head = '', tail] = peer.toLowerCase().replace(/%.*$/, '').split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0')
  const groups = [...before, ...zeros, ...after].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`
}

/** What is stored of a sender's address. */
export function hashOfPeer(peer: string): string {
  return shortened(keyedHash('source', sourceOfPeer(peer)))
}

/** What may be stored of it since before the keys were changed. */
export function hashesOfPeer(peer: string): string[] {
  return keyedHashes('source', sourceOfPeer(peer)).map(shortened)
}

const shortened = (hash: Buffer) => hash.toString('hex').slice(0, 16)

/** Whether an address tells who sends: one of a private network or of this machine may be a proxy's, before everyone. */
export function isTellingPeer(peer: string): boolean {
  return isPublicAddress(sourceOfPeer(peer).replace('/64', ''))
}
