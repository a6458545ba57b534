import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { APIRequestContext } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { screenPaths } from '@/scripts/browser/screens'
import { signIn } from '@/scripts/browser/sign-in'
import { insertApplication } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { insertSecret } from '@/lib/store/secrets'
import { insertToken } from '@/lib/store/tokens'
import { openBrowser, openPage } from '@/tests/support/browser'
import { CANARY, databaseText, expectClear } from '@/tests/support/canary'
import {
  ALL,
  BORROWER,
  canaryCall,
  canaryDelivery,
  canarySnapshot,
  canarySpan,
  JOURNEY,
  ODD_BODY,
  QUERY,
  tellCanary,
} from '@/tests/support/canary-inputs'
import { documentedAPI, operationsOf } from '@/tests/support/documented-api'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { asProtobuf, exportOf } from '@/tests/support/otlp'
import { startFakePlatform, type FakePlatform } from '@/tests/support/pulled-platform'
import { signedHeaders } from '@/tests/support/webhooks'

/** One borrower goes through every input; nothing of her may be found in the clear anywhere behind it. */

const API_KEY = 'sk_live_canary_key_0001'
const REASON = 'Ticket 4711: she called about it.'

const application = {
  applicationID: randomUUID(),
  tenantID: randomUUID(),
  secret: `whsec_${randomUUID()}`,
}
const { applicationID } = application
const SECRETS = [application.secret, API_KEY]
let desk: LiveDesk
let platform: FakePlatform
let token: string
let browser: APIRequestContext

beforeAll(async () => {
  desk = await openLiveDesk({ LOG_LEVEL: 'debug' })
  platform = await startFakePlatform()
  await insertApplication({
    applicationID,
    tenantID: application.tenantID,
    name: 'Acme',
    environment: 'live',
    baseURL: platform.baseURL,
    apiKey: API_KEY,
  })
  await insertSecret({
    applicationID,
    value: application.secret,
    retireOthersAt: null,
  })
  const scopes = ['read', 'ingest', 'sync', 'triage'] as const
  token = (
    await insertToken({
      name: 'canary',
      scopes: [...scopes],
      applicationID: null,
      createdBy: 'test',
    })
  ).token
  const user = await desk.cli(['user', 'add', '--email', 'admin@desk.example', '--role', 'admin'])
  const { page, context } = await openPage(await openBrowser())
  await signIn(page, desk.url, {
    email: 'admin@desk.example',
    password: String(user.password),
  })
  browser = context.request
})
afterAll(() => platform.close())

const snapshot = (sequence: number) => canarySnapshot(application, sequence)

async function webhook(body: string, options: { secret?: string; at?: Date } = {}, of = application): Promise<number> {
  const headers = {
    ...signedHeaders(of, body, options),
    'user-agent': `sender ${ALL}`,
  }
  return (
    await fetch(`${desk.url}/api/webhooks/platform?${QUERY}`, {
      method: 'POST',
      headers,
      body,
    })
  ).status
}

async function ingest(path: string, body: BodyInit, type: string, encoding?: string): Promise<void> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': type,
    'user-agent': `sender ${ALL}`,
    ...(encoding ? { 'content-encoding': encoding } : {}),
  }
  const answer = await fetch(`${desk.url}/api/ingest/${path}?${QUERY}`, {
    method: 'POST',
    headers,
    body,
  })
  expect(answer.ok, `${path} ${await answer.clone().text()}`).toBe(true)
}

async function everyInput(): Promise<void> {
  expect(await webhook(snapshot(1))).toBe(200)
  expect(await webhook(snapshot(2), { secret: 'whsec_wrong' })).toBe(401)
  expect(await webhook(snapshot(3), { at: new Date(Date.now() - 86_400_000) })).toBe(202)
  expect(await webhook(ODD_BODY)).toBe(202)
  expect(await webhook(snapshot(4), {}, { ...application, applicationID: randomUUID() })).toBe(401)
  const delivery = canaryDelivery(application, snapshot(5))
  await ingest('deliveries', JSON.stringify({ records: [delivery] }), 'application/json')
  await ingest('api-calls', JSON.stringify({ records: [canaryCall(applicationID, 'c-json')] }), 'application/json')
  await ingest('api-calls', `${JSON.stringify(canaryCall(applicationID, 'c-lines'))}\n`, 'application/x-ndjson')
  const packed = new Uint8Array(gzipSync(JSON.stringify({ records: [canaryCall(applicationID, 'c-gzip')] })))
  await ingest('api-calls', packed, 'application/json', 'gzip')
  const attributes = canarySpan(applicationID, platform.baseURL)
  await ingest('otlp/v1/traces', JSON.stringify(exportOf([{ attributes }])), 'application/json')
  await ingest('otlp/v1/traces', new Uint8Array(asProtobuf(exportOf([{ attributes }]))), 'application/x-protobuf')
  expect(await db().apiCall.count()).toBe(5)
  await pull()
  await typed()
}

/** The platform's own answers: journey, steps, profile and delivery log. */
async function pull(): Promise<void> {
  tellCanary(platform)
  const attempt = {
    deliveryID: 'd-log',
    applicationID,
    attempt: 1,
    attemptedAt: new Date().toISOString(),
  }
  const said = {
    url: `https://receiver.example/?${QUERY}`,
    error: ALL,
    headers: { 'user-agent': ALL },
  }
  platform.deliveries.push({
    ...attempt,
    ...said,
    rawBodyBase64: Buffer.from(snapshot(6)).toString('base64'),
  })
  for (const path of [`journeys/${JOURNEY}/refresh`, 'sync']) {
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(`${desk.url}/api/${path}`, {
      method: 'POST',
      headers,
    })
    expect(answer.ok, `${path} ${await answer.clone().text()}`).toBe(true)
  }
}

/** What people type: lookups, the debugger, and words that are kept for good. */
async function typed(): Promise<void> {
  for (const q of [CANARY.contactNumber, CANARY.pan]) {
    const found = await post('lookup', { q })
    expect(found.text).toContain(BORROWER)
    expectClear('lookup', found.text, SECRETS)
  }
  const body = snapshot(7)
  const pasted = await post('deliveries/debug', {
    body,
    headers: signedHeaders(application, body),
    applicationID,
  })
  expect(pasted.status).toBe(200)
  expectClear('debugger', pasted.text, SECRETS)
  const { data } = await read('findings?limit=1')
  const refused = await browser.patch(`${desk.url}/api/v1/findings/${data[0]?.id ?? randomUUID()}`, {
    headers: { origin: desk.url },
    data: { note: `Called ${CANARY.contactNumber}` },
  })
  expect(refused.status()).toBe(400)
}

async function post(path: string, data: unknown) {
  const answer = await browser.post(`${desk.url}/api/v1/${path}`, {
    data,
    headers: { origin: desk.url },
  })
  return { status: answer.status(), text: await answer.text() }
}

const listed = z.object({
  data: z.array(z.looseObject({ id: z.string().optional() })),
})
const read = async (path: string) => listed.parse(await (await browser.get(`${desk.url}/api/v1/${path}`)).json())

async function untilJudged(): Promise<void> {
  const status = z.looseObject({
    detection: z.looseObject({ due: z.number() }),
  })
  await expect
    .poll(async () => status.parse(await desk.cli(['status'])).detection.due, {
      timeout: 30_000,
    })
    .toBe(0)
}

async function expectScreensClear(): Promise<void> {
  const [finding] = (await read('findings?limit=1')).data
  const deliveries = (await read('deliveries?limit=50')).data
  const ids = {
    journeyID: JOURNEY,
    findingID: String(finding?.id),
    deliveryID: String(deliveries[0]?.id),
  }
  const details = deliveries.map(({ id }) => `/webhooks/${String(id)}`)
  const asked: Record<string, string>[] = [{}, { RSC: '1' }]
  const paths = [...Object.values(screenPaths(ids)), ...details]
  const expectPageClear = async (path: string, headers: Record<string, string>) => {
    const answer = await browser.get(desk.url + path, { headers })
    expectClear(`${path} ${JSON.stringify(headers)}`, await answer.text(), SECRETS)
  }
  for (const path of paths) await Promise.all(asked.map((headers) => expectPageClear(path, headers)))
}

async function expectAnswersClear(): Promise<void> {
  const document = documentedAPI.parse(await (await browser.get(`${desk.url}/api/v1/openapi.json`)).json())
  const reads = operationsOf(document).filter(({ name }) => name.startsWith('GET ') && !/live/.test(name))
  expect(reads.length).toBeGreaterThan(15)
  const delivery = String((await read('deliveries?limit=1')).data[0]?.id)
  const finding = String((await read('findings?limit=1')).data[0]?.id)
  const paths = reads.map(({ name }) =>
    name
      .replace('GET ', '')
      .replace('{journeyID}', JOURNEY)
      .replace('{deliveryID}', delivery)
      .replace('{findingID}', finding)
      .replace('{applicationID}', applicationID),
  )
  const expectAnswerClear = async (path: string) =>
    expectClear(path, await (await browser.get(`${desk.url}/api/v1${path}`)).text(), SECRETS)
  for (let at = 0; at < paths.length; at += 4) await Promise.all(paths.slice(at, at + 4).map(expectAnswerClear))
}

async function expectTablesClear(): Promise<void> {
  for (const [table, text] of await databaseText(desk.database.url)) expectClear(`table ${table}`, text, SECRETS)
}

async function expectNothingInTheClear(): Promise<void> {
  await untilJudged()
  await expectScreensClear()
  await expectAnswersClear()
  expectClear('log', desk.output(), SECRETS)
  await expectTablesClear()
}

describe('a borrower who went through every input', () => {
  it('is found in the clear in no page, answer, export, log or table', { timeout: 120_000 }, async () => {
    await everyInput()
    await expectNothingInTheClear()
  })

  it('is told where somebody says why, and nowhere else', async () => {
    for (const [field, value] of Object.entries(CANARY)) {
      const about = {
        applicationID,
        borrowerExternalID: BORROWER,
        field,
        reason: REASON,
      }
      const revealed = await post('borrowers/reveal', about)
      expect(JSON.parse(revealed.text)).toEqual({ field, value })
    }
    expect(
      await db().auditEntry.count({
        where: { action: 'reveal.borrower-field' },
      }),
    ).toBe(5)
    await expectTablesClear()
    expectClear('log', desk.output(), SECRETS)
  })

  it('is gone once she is erased, and does not come back', { timeout: 120_000 }, async () => {
    const bodies = () =>
      db().webhookDelivery.count({
        where: { bodyCiphertext: { not: null } },
      })
    expect(await bodies()).toBeGreaterThan(0)
    const erase = {
      applicationID,
      borrowerExternalID: BORROWER,
      confirm: BORROWER,
      reason: REASON,
    }
    const erased = await post('borrowers/erase', erase)
    expect(erased.status, erased.text).toBe(200)
    expect(await bodies()).toBe(0)
    expect(await webhook(snapshot(8))).toBe(200)
    expect(await bodies()).toBe(0)
    const found = await post('lookup', { q: CANARY.pan })
    expect(found.text).not.toContain(BORROWER)
    await expectNothingInTheClear()
  })
})
