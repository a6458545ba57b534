import { setTimeout as sleepFor } from 'node:timers/promises'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { ApiCall } from '../calls/types'
import { startPlatform, type Platform } from '../platform/start'
import type { PlatformOptions } from '../platform/types'
import type { ReportedDelivery } from '../webhooks/types'
import { ORDINARY, type Behaviour } from '../world/behaviour'
import { makeProfile } from '../world/people'
import { Random } from '../world/random'
import { MINUTE } from '../world/types'
import { PartnerBackend } from './backend'
import { BorrowerApp } from './borrower-app'
import { PartnerClient } from './client'
import { GOOD_CONDUCT, type Conduct } from './conduct'
import { startReceiver, type Receiver, type ReceiverConduct } from './receiver'

const APPLICATION = 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'
const SPEED = 2500
const EASY: Behaviour = { ...ORDINARY, noOffers: false, processingMs: 5 * MINUTE, outcome: 'DISBURSED', lenderCount: 2 }

let platform: Platform
let receiver: Receiver
let receiverConduct: ReceiverConduct = 'sound'
let calls: ApiCall[] = []
let deliveries: ReportedDelivery[] = []

async function play(
  conduct: Partial<Conduct>,
  behaviour: Partial<Behaviour> = {},
  limits: PlatformOptions['limits'] = {},
): Promise<string> {
  const origin = Date.now()
  const clock = (): number => Math.round(origin + (Date.now() - origin) * SPEED)
  platform = await startPlatform({
    applicationID: APPLICATION,
    tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
    clock,
    webhook: { url: receiver.url, secret: 'whsec_partner' },
    behaviour: () => ({ ...EASY, ...behaviour }),
    limits,
  })
  const random = new Random(3, 'partner')
  const client = (caller: string): PartnerClient =>
    new PartnerClient({
      caller,
      baseURL: platform.baseURL,
      applicationID: APPLICATION,
      environment: 'live',
      random,
      clock,
      onCall: (call) => calls.push(call),
    })
  const app = new BorrowerApp({
    client: client('borrower-app'),
    backend: new PartnerBackend(client('backend'), platform.apiKey),
    conduct: { ...GOOD_CONDUCT, ...conduct },
    random,
    borrowerExternalID: 'CUST_7',
    profile: makeProfile(random),
    clock,
    sleep: (milliseconds) => sleepFor(milliseconds / SPEED),
  })
  const { status } = await app.run()
  return status
}

beforeEach(async () => {
  calls = []
  deliveries = []
  receiverConduct = 'sound'
  receiver = await startReceiver({
    secret: 'whsec_partner',
    applicationID: APPLICATION,
    conduct: () => receiverConduct,
    onDelivery: (delivery) => deliveries.push(delivery),
  })
})

afterEach(async () => {
  await platform.stop()
  await receiver.stop()
})

describe('a partner’s systems over real HTTP', () => {
  test('take a journey to disbursal, are told of each change, and write down every call without a token', async () => {
    expect(await play({}, { aaBeforeOffers: 'always' })).toBe('DISBURSED')
    await expect.poll(() => deliveries.some((one) => body(one).includes('"DISBURSED"'))).toBe(true)
    expect(deliveries.every((one) => one.outcome === 'accepted')).toBe(true)
    const mint = calls.find((call) => call.path.endsWith('/sessions'))
    expect(mint?.auth.kind).toBe('api_key')
    expect(mint?.issued?.sessionFingerprint).toMatch(/^[0-9a-f]{12}$/)
    const reads = calls.filter((call) => call.path.endsWith('/state'))
    expect(reads.at(-1)?.responseVersion).toMatch(/^\d+$/)
    expect(JSON.stringify(calls)).not.toMatch(/(sk|st|rt)_(live|test)_/)
  })

  test('when badly made, get the platform’s refusals: enums, a second offer, a wrong offer’s steps', async () => {
    expect(await play({ sendsRawEnums: true, proceedsTwice: true, readsStaleOffer: true })).toBe('DISBURSED')
    const refused = calls.filter((call) => call.status >= 400)
    expect(refused.some((call) => call.errorCode === 'VALIDATION_FAILED' && call.errorField === 'gender')).toBe(true)
    expect(refused.some((call) => call.errorCode === 'OFFER_LOCK_CONFLICT')).toBe(true)
    expect(new Set(calls.filter((call) => call.path.endsWith('/steps')).map((call) => call.path)).size).toBe(2)
  })

  test('meet 429 with a Retry-After when they poll too fast', async () => {
    await play({ passivePollMs: 1500, activePollMs: 1500, obeysRetryAfter: true }, {}, { readsPerBorrower: 3 })
    const limited = calls.filter((call) => call.status === 429)
    expect(limited.length).toBeGreaterThan(0)
    expect(limited.every((call) => (call.retryAfterMs ?? 0) > 0 && call.retryable)).toBe(true)
  })

  test.each(['signs-parsed-body', 'wrong-secret', 'forgets-timestamp'] as const)(
    'refuse sound webhooks when the receiver %s, and report what it computed',
    async (conduct) => {
      receiverConduct = conduct
      await play({})
      await expect.poll(() => deliveries.some((one) => one.outcome === 'rejected')).toBe(true)
      const rejected = deliveries.filter((one) => one.outcome === 'rejected')
      for (const one of rejected) expect(one.computedSignature).not.toBe(one.headers['x-al-webhook-signature'])
    },
  )
})

function body(delivery: ReportedDelivery): string {
  return Buffer.from(delivery.rawBodyBase64, 'base64').toString('utf8')
}
