import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { curlCommand } from './curl-command'

it('sends exactly the bytes and the signed headers, whatever stands in them', () => {
  const bytes = Buffer.from('{"a": "it\'s ä"}\r\n\u0000')
  const headers = { 'x-al-event-id': "evt_'$(id)", 'content-type': 'application/json', 'user-agent': 'platform' }
  const command = curlCommand({ headers, base64: bytes.toString('base64'), url: 'https://receiver.example/hook' })
  // A curl that tells what it was given.
  const fake = 'curl() { for a in "$@"; do printf "%s\\n" "$a"; done; od -An -tx1 -v; }'
  const told = execFileSync('sh', ['-c', `${fake}\n${command}`]).toString()
  expect(told).toContain("x-al-event-id: evt_'$(id)")
  expect(told).not.toContain('user-agent')
  expect(told.replace(/\s/g, '')).toContain(bytes.toString('hex'))
})
