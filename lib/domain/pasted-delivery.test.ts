import { describe, expect, it } from 'vitest'
import { pastedBytes, pastedHeaders } from './pasted-delivery'

describe('headers that were pasted', () => {
  it.each([
    ['as a request has them', 'POST /hook HTTP/1.1\r\nX-AL-Event-ID: evt_1\r\nX-AL-Webhook-Timestamp:  1772729300 '],
    [
      'as curl has them',
      `curl https://a.example \\\n -H 'X-AL-Event-ID: evt_1' \\\n -H "X-AL-Webhook-Timestamp: 1772729300" \\`,
    ],
    ['as JSON has them', '"x-al-event-id": "evt_1",\n"x-al-webhook-timestamp": "1772729300"'],
  ])('are read %s', (_name, text) => {
    expect(pastedHeaders(text)).toEqual({ 'x-al-event-id': 'evt_1', 'x-al-webhook-timestamp': '1772729300' })
  })

  it('may be an object, and hold nothing', () => {
    expect(pastedHeaders({ 'X-AL-Event-ID': ' evt_1 ' })).toEqual({ 'x-al-event-id': 'evt_1' })
    expect(pastedHeaders('')).toEqual({})
  })
})

describe('bytes that were pasted', () => {
  it('are text, hex with or without spaces, or base64 of either alphabet', () => {
    expect([...pastedBytes('ä', 'text')]).toEqual([0xc3, 0xa4])
    expect([...pastedBytes('7b 0A\n7D', 'hex')]).toEqual([0x7b, 0x0a, 0x7d])
    expect([...pastedBytes('-_8=', 'base64')]).toEqual([0xfb, 0xff])
    expect(pastedBytes('', 'hex')).toHaveLength(0)
  })

  it.each([
    ['hex', '7b0'],
    ['hex', 'zz'],
    ['base64', 'a'],
    ['base64', '{"a":1}'],
  ] as const)('are refused where they are not %s: %s', (encoding, text) => {
    expect(() => pastedBytes(text, encoding)).toThrow(`body: is not ${encoding}`)
  })

  it('are refused beyond 1 MiB', () => {
    expect(() => pastedBytes('a'.repeat(1024 * 1024 + 1), 'text')).toThrow('1 MiB')
  })
})
