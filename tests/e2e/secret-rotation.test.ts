import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { signIn } from '@/scripts/browser/sign-in'
import { axeViolations, chooseTheme, openBrowser, openPage, type OpenedPage } from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** A webhook secret is rotated on its screen, while the platform keeps sending to the real server. */

const EFFECTIVE_WITHIN_MS = 5_000
const ADMIN = 'admin@desk.example'

let desk: LiveDesk
let application: TestApplication
let browser: Browser
let opened: OpenedPage
let page: Page
let token: string

beforeAll(async () => {
  desk = await openLiveDesk()
  application = await addTestApplication()
  const [user, reader] = await Promise.all([
    desk.cli(['user', 'add', '--email', ADMIN, '--role', 'admin']),
    desk.cli(['token', 'create', '--name', 'reader', '--scope', 'read']),
  ])
  token = String(reader.token)
  browser = await openBrowser()
  opened = await openPage(browser)
  page = opened.page
  await signIn(page, desk.url, { email: ADMIN, password: String(user.password) })
  await page.goto(`${desk.url}/settings/applications`)
})
afterAll(() => {
  load.stop()
})

async function deliver(secret: string): Promise<number> {
  const body = sampleBody(application)
  const headers = signedHeaders(application, body, { secret })
  const answer = await fetch(`${desk.url}/api/webhooks/platform`, { method: 'POST', body, headers })
  await answer.arrayBuffer()
  return answer.status
}

/** What the platform keeps sending, with each of `secrets` in turn, four at a time. */
const load = {
  secrets: [] as string[],
  answers: new Map<string, number[]>(),
  isOn: false,
  running: [] as Promise<void>[],
  start(): void {
    this.isOn = true
    this.running = Array.from({ length: 4 }, () => this.send())
  },
  async send(): Promise<void> {
    for (let turn = 0; this.isOn; turn++) {
      const secret = this.secrets[turn % this.secrets.length] ?? ''
      this.answers.set(secret, [...(this.answers.get(secret) ?? []), await deliver(secret)])
    }
  },
  stop(): void {
    this.isOn = false
  },
}

const findingSchema = z.object({
  data: z.array(
    z.looseObject({
      id: z.string(),
      cause: z.string(),
      status: z.string(),
      occurrences: z.number(),
      summary: z.string(),
    }),
  ),
})

async function findings() {
  const headers = { authorization: `Bearer ${token}` }
  const query = 'condition=webhook-signature-failure&subjectType=delivery_group'
  const answer = await fetch(`${desk.url}/api/v1/findings?${query}`, { headers })
  return findingSchema.parse(await answer.json()).data
}

const region = () => page.getByRole('region', { name: /^Secrets of/ })

it('rotates a secret with overlap under load, without one false refusal', async () => {
  load.secrets = [application.secret]
  load.start()
  await page.getByRole('button', { name: 'Add secret' }).click()
  await page.getByRole('button', { name: 'Make a secret' }).click()
  const shown = page.getByRole('dialog').locator('p.mono')
  const made = (await shown.textContent()) ?? ''
  expect(made).toMatch(/^whsec_/)
  load.secrets = [application.secret, made]
  await page.getByRole('button', { name: 'I have stored it' }).click()
  await expect.poll(() => region().getByText('active', { exact: true }).count()).toBe(2)
  expect(await page.getByText(made).count()).toBe(0)
  const answered = (secret: string) => load.answers.get(secret)?.length ?? 0
  await expect
    .poll(() => Math.min(answered(application.secret), answered(made)), { timeout: 20_000 })
    .toBeGreaterThan(20)
  load.secrets = [made]
  await sleep(100)
  const sent = [...load.answers.values()].flat()
  expect(sent.filter((status) => status !== 200)).toEqual([])
})

it('is without a complaint of accessibility, in both themes', async () => {
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(page, theme)
    await page.reload()
    await region().first().waitFor()
    expect(await axeViolations(page), theme).toEqual([])
  }
})

it('refuses the old secret within five seconds of its revocation, and never the new one', async () => {
  await page
    .getByRole('button', { name: /^Change secret/ })
    .last()
    .click()
  await page.getByRole('menuitem', { name: 'Revoke now…' }).click()
  await page.getByRole('button', { name: 'Revoke now' }).click()
  await expect
    .poll(() =>
      region()
        .getByText(/^retired/)
        .count(),
    )
    .toBe(1)
  const revokedAt = Date.now()
  await expect.poll(() => deliver(application.secret), { timeout: EFFECTIVE_WITHIN_MS, interval: 100 }).toBe(401)
  expect(Date.now() - revokedAt).toBeLessThan(EFFECTIVE_WITHIN_MS)
  load.stop()
  await Promise.all(load.running)
  expect([...load.answers.values()].flat().filter((status) => status !== 200)).toEqual([])
})

it('is one finding within five seconds, however many deliveries came with the old secret', async () => {
  const statuses = await Promise.all(Array.from({ length: 30 }, () => deliver(application.secret)))
  expect(new Set(statuses)).toEqual(new Set([401]))
  await vi.waitFor(
    async () => {
      const found = await findings()
      expect(found).toMatchObject([{ cause: 'wrong-secret', status: 'open' }])
      expect(found[0]?.occurrences).toBeGreaterThanOrEqual(31)
    },
    { timeout: EFFECTIVE_WITHIN_MS, interval: 200 },
  )
  const newest = load.secrets[0] ?? ''
  const good = await Promise.all(Array.from({ length: 40 }, () => deliver(newest)))
  expect(new Set(good)).toEqual(new Set([200]))
  await vi.waitFor(async () => expect(await findings()).toMatchObject([{ status: 'resolved' }]), {
    timeout: EFFECTIVE_WITHIN_MS,
    interval: 200,
  })
  const [finding] = await findings()
  await page.goto(`${desk.url}/findings/${finding?.id ?? ''}`)
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain('wrong secret')
  expect(opened.complaints.take()).toEqual([])
})
