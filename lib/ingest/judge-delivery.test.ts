import { describe, expect, it } from 'vitest'
import { signWebhook } from '@/lib/platform/signature'
import { judgeDelivery, type JudgeContext } from './judge-delivery'

const APPLICATION = 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'
const TENANT = '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61'
const SECRET = 'whsec_test'
const NOW = new Date('2026-03-05T16:48:20.000Z')
const SECONDS = String(NOW.getTime() / 1000)

const context: JudgeContext = {
  application: { applicationID: APPLICATION, tenantID: TENANT },
  activeSecrets: [
    { secretID: 'new', value: 'whsec_new' },
    { secretID: 'old', value: SECRET },
  ],
  toleranceMs: 300_000,
}

const bodyOf = (overrides: Record<string, unknown> = {}) =>
  JSON.stringify({
    event_type: 'journey.snapshot',
    event_id: 'evt_1',
    event_at: NOW.toISOString(),
    sequence: 7,
    tenant_id: TENANT,
    application_id: APPLICATION,
    borrower: { borrowerExternalID: 'C', journeys: [{ journeyID: 'j', status: 'STARTED' }] },
    ...overrides,
  })

interface Changes {
  body?: string
  timestamp?: string
  secret?: string
  headers?: Record<string, string | undefined>
  receivedAt?: Date
  context?: JudgeContext
}

function judge({ body = bodyOf(), timestamp = SECONDS, secret = SECRET, ...rest }: Changes = {}) {
  const bytes = Buffer.from(body)
  const headers = {
    'x-al-event-id': 'evt_1',
    'x-al-tenant-id': TENANT,
    'x-al-application-id': APPLICATION,
    'x-al-webhook-timestamp': timestamp,
    'x-al-webhook-signature': signWebhook(secret, timestamp, bytes),
    ...rest.headers,
  }
  return judgeDelivery({ headers, body: bytes, receivedAt: rest.receivedAt ?? NOW }, rest.context ?? context)
}

describe('a delivery is verified', () => {
  it('by any active secret, and the verdict says which', () => {
    expect(judge()).toMatchObject({ verdict: 'verified', cause: null, reason: null, secretID: 'old' })
    expect(judge({ secret: 'whsec_new' }).secretID).toBe('new')
    expect(judge().content).toMatchObject({ eventID: 'evt_1', sequence: 7n })
  })

  it.each([SECONDS, String(NOW.getTime()), NOW.toISOString(), '2026-03-05T22:18:20+05:30'])(
    'with the timestamp %s',
    (timestamp) => {
      expect(judge({ timestamp }).verdict).toBe('verified')
    },
  )

  it('where IDs differ only in the case of their hex digits', () => {
    const headers = { 'x-al-tenant-id': TENANT.toUpperCase(), 'x-al-application-id': APPLICATION.toUpperCase() }
    expect(judge({ headers }).verdict).toBe('verified')
  })

  it('to the edge of the tolerance on both sides, and stale beyond', () => {
    const after = (ms: number) => judge({ receivedAt: new Date(NOW.getTime() + ms) })
    for (const ms of [300_000, -300_000]) expect(after(ms).verdict).toBe('verified')
    expect(after(300_001)).toMatchObject({
      verdict: 'stale',
      cause: 'timestamp-stale',
      reason: 'Signed 300 s before it arrived',
    })
    expect(after(-360_000)).toMatchObject({ verdict: 'stale', reason: 'Signed 360 s in the future' })
  })
})

describe('a delivery is refused', () => {
  it.each([
    ['x-al-event-id', null],
    ['x-al-tenant-id', null],
    ['x-al-application-id', null],
    ['x-al-webhook-timestamp', 'timestamp-omitted'],
    ['x-al-webhook-signature', null],
  ])('without %s, or with an empty one', (name, cause) => {
    for (const value of [undefined, '']) {
      expect(judge({ headers: { [name]: value } })).toMatchObject({
        verdict: 'header-missing',
        cause,
        reason: `Missing: ${name}`,
      })
    }
  })

  it('where no application of that ID is known', () => {
    expect(judge({ context: { ...context, application: null } }).verdict).toBe('unknown-application')
  })

  it.each([
    '170000000',
    '17000000001',
    '170000000012',
    '17000000000001',
    '1.7e9',
    '-1700000000',
    ' 1700000000',
    '2026-03-05',
    '1700000000, 1700000000',
    '0x10000000',
  ])('with the timestamp %j', (timestamp) => {
    expect(judge({ timestamp }).verdict).toBe('signature-malformed')
  })

  it.each([
    'abc',
    'A'.repeat(64),
    'a'.repeat(65),
    `sha256=${'a'.repeat(64)}`,
    `${'a'.repeat(64)}, ${'b'.repeat(64)}`,
    `${'a'.repeat(64)}\n`,
  ])('with the signature %j', (signature) => {
    expect(judge({ headers: { 'x-al-webhook-signature': signature } }).verdict).toBe('signature-malformed')
  })

  it('where no active secret yields the signature, and its body is not read', () => {
    const refused = judge({ secret: 'whsec_retired' })
    expect(refused).toMatchObject({ verdict: 'signature-mismatch', cause: null, secretID: null })
    expect(refused.content).toBeNull()
    expect(judge({ context: { ...context, activeSecrets: [] } }).verdict).toBe('signature-mismatch')
  })

  it.each(['x-al-event-id', 'x-al-tenant-id', 'x-al-application-id'])(
    'where %s differs from the signed body',
    (name) => {
      const answer = judge({ headers: { [name]: 'evt_other' } })
      expect(answer).toMatchObject({
        verdict: 'header-mismatch',
        cause: 'header-mismatch',
        reason: `Differs from the body: ${name}`,
      })
    },
  )

  it('where header and body agree on another application than the one whose secret verified', () => {
    const other = '00000000-0000-4000-8000-000000000001'
    const answer = judge({ body: bodyOf({ application_id: other }), headers: { 'x-al-application-id': other } })
    expect(answer.verdict).toBe('header-mismatch')
  })

  it('where the header differs, late or not', () => {
    expect(judge({ headers: { 'x-al-event-id': 'x' }, receivedAt: new Date(0) }).verdict).toBe('header-mismatch')
  })

  it('never where the seconds and the body trade a digit', () => {
    const body = `000.${bodyOf()}`
    const signature = signWebhook(SECRET, SECONDS, Buffer.from(body))
    const shifted = judge({ timestamp: `${SECONDS}.000`, headers: { 'x-al-webhook-signature': signature } })
    expect(shifted.verdict).toBe('signature-malformed')
  })
})

describe('a signed body that is no snapshot', () => {
  it.each([
    '',
    'not json',
    '[]',
    'null',
    '7',
    '{}',
    '{"event_type":"other"}',
    bodyOf({ event_id: null }),
    bodyOf({ application_id: undefined }),
    bodyOf({ sequence: -1 }),
  ])('disagrees with nothing and is unparseable: %j', (body) => {
    expect(judge({ body })).toMatchObject({ verdict: 'unparseable', content: null, secretID: 'old' })
  })

  it('lacks what it tells in another type', () => {
    expect(judge({ body: bodyOf({ event_id: 7 }) }).verdict).toBe('unparseable')
  })
})
