import { expect, it } from 'vitest'
import { sourceOfPeer } from './noise-source'

it('takes all addresses of one IPv6 network for one sender', () => {
  const one = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::', '2001:0DB8:0001:0002:a:b:c:d', '2001:db8:1:2::9%eth0']
  expect(new Set(one.map(sourceOfPeer))).toEqual(new Set(['2001:db8:1:2::/64']))
  expect(sourceOfPeer('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64')
  expect(sourceOfPeer('::1')).toBe('0:0:0:0::/64')
})

it('takes an IPv4 address for itself, written as IPv6 too', () => {
  expect(sourceOfPeer('203.0.113.7')).toBe('203.0.113.7')
  expect(sourceOfPeer('::ffff:203.0.113.7')).toBe('203.0.113.7')
  expect(sourceOfPeer('unknown')).toBe('unknown')
})
