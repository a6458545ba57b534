import { expect, it } from 'vitest'
import { parseTrustedProxies } from './trusted-proxies'

const trusted = (text: string, addresses: string[]) =>
  addresses.filter((address) => parseTrustedProxies(text)?.has(address))

it('believes neighbours by default, also where IPv6 carries IPv4, and no stranger', () => {
  const neighbours = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.1.2.3', '172.20.0.1', '192.168.1.9', 'fd00::7']
  const strangers = ['203.0.113.7', '::ffff:203.0.113.7', '172.32.0.1', '2001:db8::1', 'unknown', '']
  expect(trusted('private', [...neighbours, ...strangers])).toEqual(neighbours)
})

it('believes those that are named and nobody else, or nobody at all', () => {
  expect(trusted('203.0.113.7, 2001:db8::/32', ['203.0.113.7', '203.0.113.8', '2001:db8::1', '127.0.0.1'])).toEqual([
    '203.0.113.7',
    '2001:db8::1',
  ])
  expect(trusted('none', ['127.0.0.1', '::1', '203.0.113.7'])).toEqual([])
})

it.each(['proxy.internal', '10.0.0.0/33', '::1/129', '10.0.0.0/', '10.0.0.1,', '*'])('does not take %s', (text) => {
  expect(parseTrustedProxies(text)).toBeNull()
})
