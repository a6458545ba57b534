import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createToken } from '@/lib/commands/create-token'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { PATIENT } from '@/tests/support/patience'
import { receiverClient, sha256, type ReceiverClient } from '@/tests/support/receiver-client'
import { sendRaw } from '@/tests/support/raw-http'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** What the receiver answers while its database cannot be reached, and that nothing acknowledged is lost by it. */

const SYSTEM = { kind: 'system', name: 'cli' } as const
/** Platforms give up after some ten seconds; an answer that says "again" has to be there before. */
const PATIENCE_MS = 9_000

let desk: LiveDesk
let client: ReceiverClient
let application: TestApplication

beforeAll(async () => {
  desk = await openLiveDesk()
  const { token } = await createToken(SYSTEM, { name: 'reader', scopes: ['read'] })
  client = receiverClient(desk.url, token, desk.database.url)
  application = await addTestApplication()
})

const post = (body: string) => client.post(body, signedHeaders(application, body))

describe.each(['refuse', 'silence'] as const)('while connections to the database meet %s', (how) => {
  it('a webhook is answered 503 with Retry-After and in time, and is taken when the database is back', async () => {
    const journeyID = `j-outage-${how}`
    const body = sampleBody(application, { journey: { journeyID } })
    expect((await post(sampleBody(application))).status).toBe(200)
    desk.proxy.cut(how)
    try {
      const startedAt = Date.now()
      const answers = await Promise.all([post(body), post(body), post(sampleBody(application))])
      expect(Date.now() - startedAt).toBeLessThan(PATIENCE_MS)
      for (const answer of answers) {
        expect(answer.status).toBe(503)
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
        expect(answer.json()).toMatchObject({ error: { code: 'UNAVAILABLE' } })
      }
      const ready = await sendRaw(`${desk.url}/api/ready`, { method: 'GET' })
      expect(ready.status).toBe(503)
      expect((await sendRaw(`${desk.url}/api/health`, { method: 'GET' })).status).toBe(200)
    } finally {
      desk.proxy.restore()
    }
    const taken = await vi.waitFor(async () => {
      const answer = await post(body)
      expect(answer.status).toBe(200)
      return answer
    }, PATIENT)
    expect(taken.json()).toMatchObject({ status: 'accepted' })
    expect(await client.deliveryOf(taken)).toMatchObject({ processing: 'applied', bodySha256: sha256(body) })
    expect(await client.read(`/api/v1/journeys/${journeyID}`)).toMatchObject({ status: 'OFFERS_AVAILABLE' })
  })
})

it('whatever was acknowledged while the database came and went is there, once', async () => {
  const bodies = Array.from({ length: 60 }, (_, index) =>
    sampleBody(application, { journey: { journeyID: `j-flap-${index}` } }),
  )
  const acknowledged: string[] = []
  let mending: NodeJS.Timeout | undefined
  const flapping = setInterval(() => {
    desk.proxy.cut('refuse')
    mending = setTimeout(() => desk.proxy.restore(), 40)
  }, 150)
  try {
    for (const body of bodies) {
      const answer = await post(body)
      expect([200, 503]).toContain(answer.status)
      if (answer.status === 200) acknowledged.push(sha256(body))
    }
  } finally {
    clearInterval(flapping)
    clearTimeout(mending)
    desk.proxy.restore()
  }
  expect(acknowledged.length).toBeGreaterThan(0)
  await vi.waitFor(async () => expect((await post(sampleBody(application))).status).toBe(200), PATIENT)
  const applied = (await client.newest()).filter(({ processing }) => processing === 'applied')
  const digests = applied.map(({ bodySha256 }) => bodySha256)
  expect(digests).toEqual(expect.arrayContaining(acknowledged))
  expect(new Set(digests).size).toBe(digests.length)
})
