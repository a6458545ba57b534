import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { explainFailure } from './explain-failure'
import type { ForensicSecret } from './keys'

const APPLICATION = 'app-1'
const TIMESTAMP = '1772729300'
const BODY = Buffer.from('{"b": 1, "a": "ä/é", "n": [1, 2]}', 'utf8')
const active: ForensicSecret = {
  applicationID: APPLICATION,
  value: 'whsec_c2VjcmV0LXZhbHVl',
  status: 'active',
  hint: 'wh…Vl',
}
const retired: ForensicSecret = { applicationID: APPLICATION, value: 'whsec_before', status: 'retired', hint: 'wh…re' }
const foreign: ForensicSecret = { applicationID: 'app-2', value: 'whsec_foreign', status: 'active', hint: 'wh…gn' }
const SECRETS = [active, retired, foreign]

const hmac = (message: (string | Uint8Array)[], secret: string | Buffer = active.value) =>
  message.reduce((mac, part) => mac.update(part), createHmac('sha256', secret)).digest()
const sign = (body: string | Uint8Array = BODY, secret?: string | Buffer, prefix = `${TIMESTAMP}.`) =>
  hmac([prefix, body], secret).toString('hex')

function explain(
  signature: string | null,
  changes: { body?: Uint8Array; computed?: string; timestamp?: string; without?: string } = {},
) {
  const headers: Record<string, string> = {
    'x-al-event-id': 'e',
    'x-al-tenant-id': 't',
    'x-al-application-id': APPLICATION,
    'x-al-webhook-timestamp': changes.timestamp ?? TIMESTAMP,
    ...(signature === null ? {} : { 'x-al-webhook-signature': signature }),
  }
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== changes.without))
  return explainFailure(
    {
      applicationID: APPLICATION,
      headers: kept,
      body: changes.body ?? BODY,
      computedSignature: changes.computed ?? null,
    },
    SECRETS,
  )
}

describe('the cause of a failed signature', () => {
  it.each([
    ['upper case', sign().toUpperCase()],
    ['a prefix', `sha256=${sign()}`],
    ['base64', hmac([`${TIMESTAMP}.`, BODY]).toString('base64')],
    ['base64url with a prefix', `sha256=${hmac([`${TIMESTAMP}.`, BODY]).toString('base64url')}`],
    ['milliseconds in the signed text', sign(BODY, undefined, `${TIMESTAMP}000.`)],
    ['no full stop between timestamp and body', sign(BODY, undefined, TIMESTAMP)],
  ])('is signature-encoding for %s', (_name, signature) => {
    expect(explain(signature)).toMatchObject({ cause: 'signature-encoding', missing: null })
  })

  it.each([
    ['the body alone', sign(BODY, undefined, '')],
    ['an empty timestamp', sign(BODY, undefined, '.')],
  ])('is timestamp-omitted for %s', (_name, signature) => {
    expect(explain(signature)).toMatchObject({ cause: 'timestamp-omitted', confidence: 1 })
  })

  it.each([
    ['a retired secret', retired.value, 'retired secret wh…re'],
    ['another application’s', foreign.value, 'another application'],
    ['a trailing newline', `${active.value}\n`, 'newline'],
    ['one decoded from base64', Buffer.from('c2VjcmV0LXZhbHVl', 'base64'), 'base64'],
  ])('is wrong-secret for %s, and the sentence says which', (_name, secret, words) => {
    const told = explain(sign(BODY, secret))
    expect(told).toMatchObject({ cause: 'wrong-secret' })
    expect(told.sentence).toContain(words)
    expect(JSON.stringify(told)).not.toContain(active.value)
  })

  it.each([
    ['a newline that was added', Buffer.concat([BODY, Buffer.from('\n')]), BODY.byteLength],
    ['a BOM that was added', Buffer.concat([Buffer.from('\ufeff'), BODY]), 0],
  ])('is body-altered-in-transit for %s, with the first byte that differs', (_name, arrived, offset) => {
    expect(explain(sign(), { body: arrived })).toMatchObject({ cause: 'body-altered-in-transit', offset })
  })

  it.each([
    ['JSON.stringify', JSON.stringify(JSON.parse(BODY.toString()))],
    ['an indent of 2', JSON.stringify(JSON.parse(BODY.toString()), null, 2)],
    ['PHP', JSON.stringify(JSON.parse(BODY.toString())).replaceAll('/', '\\/')],
  ])('is parsed-body-signed for a body as %s writes it', (_name, written) => {
    expect(explain(sign(written))).toMatchObject({ cause: 'parsed-body-signed' })
    expect(explain(sign(), { computed: sign(written) }).sentence).toContain('receiver computed')
  })
})

describe('nothing is said that the evidence does not decide', () => {
  it('of an unknown secret', () => {
    const told = explain(sign(BODY, 'never heard of'))
    expect(told).toMatchObject({ cause: 'undetermined', confidence: 0 })
    expect(told.missing).toContain('secret')
    expect(told.tried.length).toBeGreaterThan(5)
  })

  it('where there is no digest, or a right one', () => {
    expect(explain(null).missing).toContain('x-al-webhook-signature')
    expect(explain(sign(), { computed: sign() })).toMatchObject({
      cause: 'undetermined',
      missing: expect.stringContaining('another reason'),
    })
    expect(explain(sign(), { without: 'x-al-event-id' })).toMatchObject({
      cause: 'undetermined',
      missing: expect.stringContaining('x-al-event-id is missing'),
    })
  })

  it.each([[''], ['['.repeat(20_000)], ['{"a":1e999}'], ['\ud800']])('and nothing throws on the body %#', (body) => {
    expect(explain('a'.repeat(64), { body: Buffer.from(body) }).cause).toBe('undetermined')
    expect(explain('x', { body: Buffer.from([0xff, 0xfe, 0x00]), timestamp: 'never' }).cause).toBe('undetermined')
  })
})
