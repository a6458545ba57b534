import { describe, expect, it } from 'vitest'
import { isPublicAddress, literalAddress } from './public-address'

describe('an address', () => {
  it.each(['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '2606:4700:4700::1111', '100.63.255.255'])(
    'of the public internet is one: %s',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd12:3456::1',
    'fec0::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    '2001:db8::1',
    'localhost',
    '',
  ])('of another kind is none: %s', (address) => expect(isPublicAddress(address)).toBe(false))

  it('is found however a URL spells it', () => {
    const spelled = [
      'http://2130706433/',
      'http://0x7f.1/',
      'http://127.1/',
      'http://017700000001/',
      'http://[::ffff:7f00:1]/',
    ]
    for (const url of spelled) {
      const literal = literalAddress(new URL(url).hostname)
      expect(literal).not.toBeNull()
      expect(isPublicAddress(literal ?? '')).toBe(false)
    }
    expect(literalAddress('hooks.slack.com')).toBeNull()
  })
})
