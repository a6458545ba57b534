import pg from 'pg'
import { expect, it, beforeAll } from 'vitest'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { createTestDatabase, type TestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders } from '@/tests/support/webhooks'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})

it('a database that hangs is told as unavailable before the platform gives up', async () => {
  const application = await addTestApplication()
  const holder = new pg.Client({ connectionString: database.url })
  await holder.connect()
  await holder.query('BEGIN; LOCK TABLE application, webhook_delivery IN ACCESS EXCLUSIVE MODE')
  const text = sampleBody(application)
  const body = Buffer.from(text)
  const headers = signedHeaders(application, text)
  const startedAt = Date.now()
  const webhook = { headers, body, bodySize: body.length, receivedAt: new Date(), peer: '127.0.0.1' }
  await expect(receiveWebhook(webhook)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  expect(Date.now() - startedAt).toBeLessThan(9_500)
  await holder.end()
  expect(await receiveWebhook(webhook)).toMatchObject({ status: 200 })
})
