import { randomUUID } from 'node:crypto'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { addApplication } from '@/lib/commands/add-application'
import { addSecret } from '@/lib/commands/add-secret'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { retireSecret } from '@/lib/commands/retire-secret'
import { signIn } from '@/scripts/browser/sign-in'
import { signWebhook } from '@/lib/platform/signature'
import {
  axeViolations,
  chooseTheme,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  PHONE,
  type OpenedPage,
} from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { PATIENT } from '@/tests/support/patience'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Deliveries that fail for four known reasons, through the real receiver and the real batch endpoint, as a person sees them. */

const CLI = { kind: 'system', name: 'cli' } as const
const OLD_SECRET = 'whsec_the-one-before-the-rotation'
const own: TestApplication = {
  applicationID: 'fbb1fd74-c502-4419-83f3-82a2a019fc9a',
  tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61',
  secret: 'whsec_the-one-that-is-active-now',
}
const LATE_SECRET = 'whsec_the-one-that-we-learn-of-late'

let desk: LiveDesk
let browser: Browser
let opened: OpenedPage
let page: Page
let token: string
let ids: Record<string, string>

beforeAll(async () => {
  desk = await openLiveDesk()
  const account = await setUp()
  ids = await sendAll()
  browser = await openBrowser()
  opened = await openPage(browser)
  page = opened.page
  await signIn(page, desk.url, account)
})

afterEach(() => {
  expect(opened.complaints.take()).toEqual([])
})

/** The commands behind the command line, without the start of a process for each. */
async function setUp(): Promise<{ email: string; password: string }> {
  const { applicationID, tenantID } = own
  await addApplication(CLI, { name: 'Acme live', tenantID, applicationID, environment: 'live', baseURL: desk.url })
  const { secretID } = await addSecret(CLI, { applicationID, value: OLD_SECRET })
  await addSecret(CLI, { applicationID, value: own.secret })
  await retireSecret(CLI, { secretID })
  token = (await createToken(CLI, { name: 'receiver', scopes: ['ingest', 'read'] })).token
  const email = 'eng@desk.example'
  const { password = '' } = await addUser(CLI, { email, role: 'engineer' })
  return { email, password }
}

const bodyOf = (name: string) => sampleBody(own, { eventID: `evt_${name}`, journey: { journeyID: `j-${name}` } })

async function sendAll(): Promise<Record<string, string>> {
  const altered = bodyOf('altered')
  await post(signedHeaders(own, altered), `${altered}\n`)
  const old = bodyOf('old')
  await post(signedHeaders(own, old, { secret: OLD_SECRET }), old)
  const { 'x-al-webhook-timestamp': _left, ...without } = signedHeaders(own, bodyOf('timeless'))
  await post(without, bodyOf('timeless'))
  const late = bodyOf('late')
  await post(signedHeaders(own, late, { secret: LATE_SECRET }), late)
  await report()
  return explained(['altered', 'old', 'timeless', 'late', 'parsed'])
}

async function post(headers: Record<string, string>, body: string): Promise<void> {
  const response = await fetch(`${desk.url}/api/webhooks/platform`, { method: 'POST', headers, body })
  expect(response.status).toBe(401)
}

/** The platform writes a space after each colon; the partner's receiver parses and signs what JSON.stringify makes of it. */
async function report(): Promise<void> {
  const receivedAt = new Date()
  const raw = bodyOf('parsed').replaceAll('":', '": ')
  const headers = signedHeaders(own, raw, { at: receivedAt, eventID: 'evt_parsed' })
  const reserialised = Buffer.from(JSON.stringify(JSON.parse(raw)))
  const record = {
    deliveryID: `del_${randomUUID()}`,
    applicationID: own.applicationID,
    eventID: 'evt_parsed',
    receivedAt: receivedAt.toISOString(),
    headers,
    rawBodyBase64: Buffer.from(raw).toString('base64'),
    outcome: 'rejected',
    responseStatus: 401,
    computedSignature: signWebhook(own.secret, headers['x-al-webhook-timestamp'] ?? '', reserialised),
  }
  const response = await fetch(`${desk.url}/api/ingest/deliveries`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ records: [record] }),
  })
  expect(await response.json()).toEqual({ accepted: 1, duplicates: 0, rejected: [] })
}

const listed = z.object({
  data: z.array(z.looseObject({ id: z.string(), eventID: z.string().nullable(), cause: z.string().nullable() })),
})

/** Forensics stand within five seconds. */
async function explained(names: string[]): Promise<Record<string, string>> {
  return vi.waitFor(async () => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${desk.url}/api/v1/deliveries`, { headers })
    const { data } = listed.parse(await response.json())
    const found = names.map((name) => {
      const delivery = data.find(({ eventID, cause }) => eventID === `evt_${name}` && cause !== null)
      if (!delivery) throw new Error(`evt_${name} is not explained yet`)
      return [name, delivery.id] as const
    })
    return Object.fromEntries(found)
  }, PATIENT)
}

async function open(name: string): Promise<Locator> {
  await page.goto(`${desk.url}/webhooks/${ids[name]}`)
  const title = await page.getByRole('heading', { level: 1 }).innerText()
  return page.getByRole('region', { name: title })
}

const region = (name: RegExp | string) => page.getByRole('region', { name })

describe('the page of a delivery', () => {
  it.each([
    ['altered', 'body-altered-in-transit', /newline/i],
    ['old', 'wrong-secret', /retired secret/i],
    ['timeless', 'timestamp-omitted', /timestamp/i],
    ['parsed', 'parsed-body-signed', /receiver.*JSON\.stringify|receiver.*parsed JSON/i],
  ])('names the reason of the one that is %s, and links to its guidance', async (name, cause, words) => {
    const banner = await open(name)
    expect(await banner.innerText()).toMatch(words)
    const guidance = banner.getByRole('link', { name: 'Open guidance' })
    expect(await guidance.getAttribute('href')).toBe(`/guidance/webhook-signature-failure#${cause}`)
  })

  it('leads to the very cause on the guidance page', async () => {
    const banner = await open('parsed')
    await banner.getByRole('link', { name: 'Open guidance' }).click()
    await page.waitForURL(/#parsed-body-signed$/)
    await page.locator('#parsed-body-signed').getByRole('heading').first().waitFor()
  })

  it('shows the first byte that differs in both byte strings, marked and not by colour alone', async () => {
    await open('parsed')
    const body = bodyOf('parsed')
    const offset = body.indexOf('":') + 2
    const diff = region(`First difference, byte ${offset}`)
    const [arrived, signed] = await diff.getByRole('region').all()
    const marked = (side: Locator | undefined) => side?.locator('mark').first().innerText()
    expect([await marked(arrived), await marked(signed)]).toEqual(['20', '22'])
    await open('altered')
    expect(await region(/First difference/).innerText()).toContain('one byte more arrived')
  })

  it('shows the bytes as text and as hex, and what we computed', async () => {
    await open('old')
    const bytes = region('The exact bytes')
    expect(await bytes.innerText()).toContain('"event_id":"evt_old"')
    await bytes.getByRole('tab', { name: 'Hex' }).click()
    expect(await bytes.getByRole('region', { name: 'Body as hex' }).innerText()).toMatch(/0000\s+7b 22 73 63 68/)
    expect(await region('Headers and digests').innerText()).toMatch(
      /retired secret \S+\s+[0-9a-f]{64}\s+matches the signature/,
    )
  })

  it('is free of violations on a wide and a narrow screen', async () => {
    await chooseTheme(page, 'dark')
    await open('parsed')
    expect(await axeViolations(page)).toEqual([])
    await chooseTheme(page, 'light')
    await page.reload()
    await page.setViewportSize(PHONE)
    await expectNoSidewaysScroll(page)
    expect(await axeViolations(page)).toEqual([])
    await page.setViewportSize({ width: 1440, height: 900 })
  })
})

describe('the list', () => {
  it('groups the failures by cause, and each leads to its deliveries', async () => {
    await page.goto(`${desk.url}/webhooks`)
    const groups = region('Failures by cause')
    await groups.getByRole('link', { name: 'timestamp omitted' }).click()
    await page.waitForURL(/cause=timestamp-omitted/)
    await vi.waitFor(async () => expect(await region('Deliveries').getByRole('row').count()).toBe(2), PATIENT)
    expect(await axeViolations(page)).toEqual([])
  })
})

describe('the debugger', () => {
  it('answers pasted bytes with the same sentence and the same difference', async () => {
    await page.goto(`${desk.url}/webhooks/debugger`)
    const body = '{"a": 1, "b": "x"}'
    const signature = signWebhook(own.secret, '1772729300', Buffer.from('{"a":1,"b":"x"}'))
    const names = ['event-id: e', 'tenant-id: t', 'application-id: a', 'webhook-timestamp: 1772729300']
    await page.getByLabel('Body', { exact: true }).fill(body)
    const headers = [...names, `webhook-signature: ${signature}`].map((line) => `X-AL-${line}`)
    await page.getByLabel('Headers, a line each').fill(headers.join('\n'))
    await page.getByLabel('Secret, exactly as it is configured').fill(own.secret)
    await page.getByRole('button', { name: 'Why does it fail?' }).click()
    await region('First difference, byte 5').waitFor()
    expect(await page.getByRole('status').filter({ hasText: 'Cause' }).innerText()).toContain('parsed body signed')
    expect(await axeViolations(page)).toEqual([])
    expect(page.url()).toBe(`${desk.url}/webhooks/debugger`)
  })
})

describe('a delivery whose secret we learn of late', () => {
  it('is verified again, then applied, with a reason and a true outcome', async () => {
    await addSecret(CLI, { applicationID: own.applicationID, value: LATE_SECRET })
    await open('late')
    await ask('Re-verify', '1 verifies now')
    await ask('Re-process', '1 applied')
    await region('This event, from three sides').getByText('Applied: yes').waitFor()
    await page.getByRole('link', { name: 'Open journey' }).click()
    await page.waitForURL(/\/journeys\/j-late/)
    await page.getByRole('heading', { level: 1 }).waitFor()
  })

  async function ask(label: string, outcome: string): Promise<void> {
    await page.getByRole('button', { name: label }).click()
    const dialog = page.getByRole('dialog', { name: label })
    await dialog.getByText('1 delivery').waitFor()
    if (label === 'Re-process') expect(await axeViolations(page)).toEqual([])
    await dialog.getByLabel('Reason, for the audit log').fill('the secret was added after it arrived')
    await dialog.getByRole('button', { name: `${label} 1` }).click()
    await dialog.getByText(outcome).waitFor()
    // The page behind it has nothing to offer any more, and what became of it is still told.
    if (label === 'Re-process') await page.getByText('Applied: yes').first().waitFor()
    await dialog.getByText(outcome).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
  }
})
