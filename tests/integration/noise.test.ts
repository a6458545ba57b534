import { beforeAll, describe, expect, it } from 'vitest'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { db } from '@/lib/store/client'
import { countRefused } from '@/lib/store/refused-noise'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

beforeAll(async () => {
  await createTestDatabase()
})

const at = new Date()

async function noiseOf({ applicationID }: TestApplication) {
  const sums = await db().refusedNoise.aggregate({
    where: { applicationID },
    _sum: { counted: true, kept: true },
    _count: true,
  })
  return { counted: sums._sum.counted, kept: sums._sum.kept, rows: sums._count }
}

/** So many at once that they meet, and so few that none waits for a connection longer than it may. */
async function inChunks(total: number, task: (index: number) => Promise<boolean>): Promise<boolean[]> {
  const answers: boolean[] = []
  for (let start = 0; start < total; start += 250) {
    const size = Math.min(250, total - start)
    answers.push(...(await Promise.all(Array.from({ length: size }, (_, index) => task(start + index)))))
  }
  return answers
}

describe('forged requests', () => {
  it('of one sender are kept up to its number a minute, and counted exactly', async () => {
    const application = await addTestApplication()
    const refused = { applicationID: application.applicationID, peer: '203.0.113.1', at, keptPerMinute: 60 }
    const answers = await inChunks(5_000, () => countRefused(refused))
    expect(answers.filter(Boolean)).toHaveLength(60)
    expect(await noiseOf(application)).toEqual({ counted: 5_000, kept: 60, rows: 1 })
  })

  it('of thousands of senders leave bounded rows, and are counted exactly', async () => {
    const application = await addTestApplication()
    const peers = Array.from({ length: 6_000 }, (_, index) => `198.51.${Math.floor(index / 250)}.${index % 250}`)
    const { applicationID } = application
    const answers = await inChunks(peers.length, (index) =>
      countRefused({ applicationID, peer: peers[index] ?? '', at, keptPerMinute: 10 }),
    )
    expect(answers.filter(Boolean).length).toBeLessThanOrEqual(100)
    const { counted, rows } = await noiseOf(application)
    expect(counted).toBe(6_000)
    expect(rows).toBeLessThanOrEqual(201)
  })

  it('do not keep a good delivery out', async () => {
    const application = await addTestApplication()
    const forge = async () => {
      const body = sampleBody(application)
      return send(body, { ...signedHeaders(application, body), 'x-al-webhook-signature': 'a'.repeat(64) })
    }
    const good = async () => {
      const body = sampleBody(application)
      return send(body, signedHeaders(application, body))
    }
    const forged = Array.from({ length: 200 }, forge)
    const answers = await Promise.all(Array.from({ length: 10 }, good))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200))
    expect(new Set((await Promise.all(forged)).map(({ status }) => status))).toEqual(new Set([401]))
    const kept = await db().webhookDelivery.count({
      where: { applicationID: application.applicationID, verdict: 'signature-mismatch' },
    })
    expect(kept).toBeLessThanOrEqual(120)
    expect((await noiseOf(application)).counted).toBe(200)
  })

  function send(body: string, headers: Record<string, string>) {
    const bytes = Buffer.from(body)
    return receiveWebhook({
      headers,
      body: bytes,
      bodySize: bytes.byteLength,
      receivedAt: new Date(),
      peer: '203.0.113.77',
    })
  }
})
