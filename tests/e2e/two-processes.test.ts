import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '@/tests/support/database'
import { startDesk, type RunningDesk } from '@/tests/support/desk'
import { deskCommand } from '@/tests/support/live-desk'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Two web processes over one database, and the command line beside them. */

const REVOKED_WITHIN_MS = 5_000
const applicationID = '5f2f6a9e-4d2c-4f0e-9a35-0f4b7c7f2f11'
const tenantID = '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61'

let database: TestDatabase
let webs: RunningDesk[]

beforeAll(async () => {
  database = await createTestDatabase()
  const env = { ...database.env, DESK_ROLE: 'web', LOG_LEVEL: 'error' }
  webs = await Promise.all([startDesk(env), startDesk(env)])
})
afterAll(async () => void (await Promise.all(webs.map((web) => web.stop()))))

const cli = (...argv: string[]) => deskCommand(database.env, argv)
const text = (answer: Record<string, unknown>, key: string) => z.string().parse(answer[key])

async function deliver(application: TestApplication): Promise<number[]> {
  return everywhere(async (url) => {
    const body = sampleBody(application)
    const request = { method: 'POST', body, headers: signedHeaders(application, body) }
    return (await fetch(`${url}/api/webhooks/platform`, request)).status
  })
}

async function readWith(token: string): Promise<number[]> {
  const headers = { authorization: `Bearer ${token}` }
  return everywhere(async (url) => (await fetch(`${url}/api/v1/journeys`, { headers })).status)
}

const everywhere = (ask: (url: string) => Promise<number>) => Promise.all(webs.map(({ url }) => ask(url)))

it('a new application, secret or token holds with the next request in every process', async () => {
  const first = { applicationID, tenantID, secret: 'whsec_not-yet-known-here' }
  expect(await deliver(first)).toEqual([401, 401])
  const application = ['--application', applicationID, '--tenant', tenantID, '--base-url', 'https://platform.example']
  await cli('application', 'add', '--name', 'Acme', '--environment', 'live', ...application)
  expect(await deliver(first)).toEqual([401, 401])
  const made = text(await cli('secret', 'add', '--application', applicationID), 'value')
  expect(await deliver({ ...first, secret: made })).toEqual([200, 200])
  const next = text(await cli('secret', 'add', '--application', applicationID, '--overlap', '24h'), 'value')
  expect(await deliver({ ...first, secret: next })).toEqual([200, 200])
  expect(await deliver({ ...first, secret: made })).toEqual([200, 200])
  const { token } = await cli('token', 'create', '--name', 'reader', '--scope', 'read')
  expect(await readWith(z.string().parse(token))).toEqual([200, 200])
})

it('a revoked token and a retired secret are refused in every process within five seconds', async () => {
  const added = await cli('secret', 'add', '--application', applicationID)
  const retiring = { applicationID, tenantID, secret: text(added, 'value') }
  const created = await cli('token', 'create', '--name', 'short', '--scope', 'read')
  const token = text(created, 'token')
  expect([await deliver(retiring), await readWith(token)]).toEqual([
    [200, 200],
    [200, 200],
  ])
  await Promise.all([
    cli('secret', 'retire', '--id', text(added, 'secretID')),
    cli('token', 'revoke', '--id', text(created, 'tokenID')),
  ])
  await sleep(REVOKED_WITHIN_MS)
  expect([await deliver(retiring), await readWith(token)]).toEqual([
    [401, 401],
    [401, 401],
  ])
})
