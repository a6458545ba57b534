import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { signIn } from '@/scripts/browser/sign-in'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { listAudit, writeAudit } from '@/lib/store/audit'
import {
  axeViolations,
  chooseTheme,
  DESKTOP,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  PHONE,
  type OpenedPage,
} from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { PATIENT } from '@/tests/support/patience'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Who looked at whose journey, and the screen that tells it, in a real browser. */

const SYSTEM = { kind: 'system', name: 'cli' } as const
const ADMIN = { email: 'admin@desk.example', password: 'correct horse battery staple 77' }
const JOURNEYS = ['j-looked-at', 'j-by-token', 'j-at-the-end', 'j-never']

let desk: LiveDesk
let browser: Browser
let application: TestApplication
let opened: OpenedPage
let page: Page

beforeAll(async () => {
  desk = await openLiveDesk()
  application = await addTestApplication()
  for (const journeyID of JOURNEYS) {
    const body = sampleBody(application, { journey: { journeyID } })
    const headers = signedHeaders(application, body)
    const answer = await fetch(`${desk.url}/api/webhooks/platform`, { method: 'POST', headers, body })
    expect(answer.status).toBe(200)
  }
  await addUser(SYSTEM, { ...ADMIN, role: 'admin' })
  browser = await openBrowser()
  opened = await openPage(browser, { userAgent: 'Audited Browser/1.0' })
  page = opened.page
  await signIn(page, desk.url, ADMIN)
})

async function views() {
  const rows = await listAudit(100, null)
  return rows.filter(({ action }) => action === 'view.journey').map(({ actor, subject }) => ({ actor, subject }))
}

describe('views of journeys', () => {
  it('are written for the journey that was opened, not for a list of them, and once', async () => {
    await page.goto(`${desk.url}/journeys?env=live`)
    const link = page.locator('a[href*="/journeys/j-looked-at"]:visible').first()
    await link.hover()
    await link.click()
    await page.waitForURL(/j-looked-at/)
    await page.reload()
    await vi.waitFor(async () => expect(await views()).toHaveLength(1), PATIENT)
    const [row] = await listAudit(1, null)
    expect(row).toMatchObject({ subject: 'j-looked-at', actor: ADMIN.email, userAgent: 'Audited Browser/1.0' })
    expect(row?.address).toMatch(/^(127\.0\.0\.1|::1)$/)
    expect(row?.actorID).not.toBeNull()
  })

  it('are written for the API, too', async () => {
    const { token } = await createToken(SYSTEM, { name: 'reader', scopes: ['read'] })
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '198.51.100.4, 203.0.113.9' }
    expect((await fetch(`${desk.url}/api/v1/journeys/j-by-token`, { headers })).status).toBe(200)
    await vi.waitFor(async () => expect(await views()).toHaveLength(2), PATIENT)
    const [row] = await listAudit(1, null)
    expect(row).toMatchObject({ actor: 'token:reader', subject: 'j-by-token' })
    expect(row?.address).toMatch(/^203\.0\.113\.9 via /)
  })
})

describe('the screen of the audit log', () => {
  beforeAll(async () => {
    for (let index = 0; index < 60; index++) {
      await writeAudit({
        actor: 'ops@desk.example',
        action: 'reveal.delivery',
        subject: `delivery-${index}`,
        reason: 'asked by the partner',
        detail: { index },
      })
    }
  })

  it('is searched, paged and told in full', async () => {
    await page.goto(`${desk.url}/settings`)
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor()
    await page.getByRole('link', { name: 'Next page' }).click()
    await page.waitForURL(/cursor=/)
    await page.getByLabel('What').fill('view')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await page.waitForURL(/action=view/)
    const table = page.getByRole('region', { name: 'Audit log' })
    await vi.waitFor(async () => expect(await table.getByRole('row').count()).toBe(3), PATIENT)
    await table.getByRole('button', { name: 'view.journey' }).last().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Audited Browser/1.0').waitFor()
    await page.keyboard.press('Escape')
  })

  it.each([
    ['light', DESKTOP],
    ['dark', DESKTOP],
    ['light', PHONE],
    ['dark', PHONE],
  ] as const)('has nothing that axe finds wrong, %s', async (theme, size) => {
    await page.setViewportSize(size)
    await chooseTheme(page, theme)
    await page.goto(`${desk.url}/settings/audit`)
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor()
    await expectNoSidewaysScroll(page)
    expect(await axeViolations(page)).toEqual([])
    expect(opened.complaints.take()).toEqual([])
  })
})

describe('a server that is stopped', () => {
  it('writes the views that it has noted before it ends', async () => {
    await page.setViewportSize(DESKTOP)
    await page.goto(`${desk.url}/journeys/j-at-the-end`)
    await desk.stop()
    expect((await views()).map(({ subject }) => subject)).toEqual(['j-at-the-end', 'j-by-token', 'j-looked-at'])
  })
})
