import { createServer, type Server } from 'node:http'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { snapshotSchema } from '@/lib/platform/contract'
import { verifyWebhook } from '@/lib/platform/signature'
import { isFinal } from '../world/types'
import { startLive, type Live } from './run'

let product: Server
let target = ''
let accepted = 0
let refused = 0
const statuses = new Set<string>()
let live: Live

beforeEach(async () => {
  product = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const header = (name: string): string => String(request.headers[name])
      const isRight = verifyWebhook(
        'whsec_live',
        header('x-al-webhook-timestamp'),
        body,
        header('x-al-webhook-signature'),
      )
      if (isRight) accepted += 1
      else refused += 1
      if (isRight) {
        for (const journey of snapshotSchema.parse(JSON.parse(body.toString('utf8'))).borrower.journeys)
          statuses.add(journey.status)
      }
      response.statusCode = isRight && request.url === '/api/webhooks/platform' ? 200 : 401
      response.end()
    })
  })
  await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve))
  const address = product.address()
  target = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})

afterEach(async () => {
  await live.stop()
  product.closeAllConnections()
  product.close()
})

test('live traffic starts new journeys, goes on with those of a history, and sends what moves as signed webhooks', async () => {
  const now = Date.now()
  live = await startLive({
    seed: 5,
    applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
    tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
    secret: 'whsec_live',
    target,
    rate: 20,
    overHttp: 0.3,
    speed: 600,
    history: { seed: 5, days: 2, journeys: 150, now },
  })
  expect(live.continued).toBeGreaterThan(5)
  const hasEnded = (): boolean =>
    [...live.platform.world.all()].some(
      ({ journey, play }) => play.scenario === 'live' && isFinal(journey.state.status),
    )
  const patience = { timeout: 25_000 }
  await expect.poll(() => accepted, patience).toBeGreaterThan(60)
  await expect.poll(() => statuses.size, patience).toBeGreaterThan(4)
  await expect.poll(() => live.started(), patience).toBeGreaterThan(3)
  await expect.poll(hasEnded, patience).toBe(true)
  expect(refused).toBeLessThan(accepted / 5)
}, 60_000)
