import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '@/scripts/browser/sign-in'
import { axeViolations, chooseTheme, openBrowser, openPage, type OpenedPage } from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** The palette by keyboard alone, lists that tell their news, and views that are saved, in a real browser. */

const APPLICATION = 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'
const TENANT = '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61'
const JOURNEY = 'b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9'

let desk: LiveDesk
let browser: Browser
let opened: OpenedPage
let page: Page
let application: TestApplication
let sequence = 1741179022100

beforeAll(async () => {
  desk = await openLiveDesk()
  const ids = ['--tenant', TENANT, '--application', APPLICATION]
  await desk.cli(['application', 'add', '--name', 'Acme', ...ids, '--environment', 'live', '--base-url', desk.url])
  const [secret, user] = await Promise.all([
    desk.cli(['secret', 'add', '--application', APPLICATION]),
    desk.cli(['user', 'add', '--email', 'ops@desk.example', '--role', 'ops']),
  ])
  application = { applicationID: APPLICATION, tenantID: TENANT, secret: String(secret.value) }
  await arrive(JOURNEY)
  browser = await openBrowser()
  opened = await openPage(browser)
  page = opened.page
  await signIn(page, desk.url, { email: 'ops@desk.example', password: String(user.password) })
})

afterEach(() => expect(opened.complaints.take()).toEqual([]))

async function arrive(journeyID: string, status = 'OFFERS_PENDING'): Promise<void> {
  sequence += 1
  const eventID = `evt_${sequence}`
  const eventAt = new Date(Date.now() - 40 * 60_000).toISOString()
  const body = sampleBody(application, { eventID, sequence, eventAt, journey: { journeyID, status } })
  const headers = signedHeaders(application, body, { eventID })
  const answer = await fetch(`${desk.url}/api/webhooks/platform`, { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
}

const dialog = () => page.getByRole('dialog', { name: 'Search or jump' })

async function openPalette(text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await dialog().getByRole('combobox').waitFor()
  await page.keyboard.insertText(text)
}

describe('the palette', () => {
  it('answers why a borrower is stuck and what to tell them as soon as the ID is pasted', async () => {
    await openPalette(`  ${JOURNEY}\n`)
    await dialog()
      .getByText(/OFFERS_PENDING for \d+ min/)
      .waitFor()
    expect(await dialog().getByRole('option').allTextContents()).toEqual([
      expect.stringMatching(/^Journey b7bb465b/),
      expect.stringMatching(/Your loan application is with the lenders/),
    ])
    expect(await dialog().getByRole('status').innerText()).toBe('2 results')
  })

  it('has nothing that axe objects to, in either theme', async () => {
    for (const theme of ['light', 'dark'] as const) {
      await chooseTheme(page, theme)
      await page.reload()
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await openPalette(JOURNEY)
      await dialog().getByText('Tell the borrower').waitFor()
      expect(await axeViolations(page)).toEqual([])
    }
  })

  it('goes where an ID leads, however fast Enter follows', async () => {
    await page.goto(`${desk.url}/findings`)
    await openPalette('CUST_0012')
    await page.keyboard.press('Enter')
    await page.waitForURL((at) => at.pathname === `/journeys/${JOURNEY}`)
    await dialog().waitFor({ state: 'detached' })
  })

  it('says so when nothing has the ID', async () => {
    await openPalette('evt_nobody_1')
    await dialog()
      .getByText(/Nothing here has this ID/)
      .waitFor()
    await page.keyboard.press('Escape')
  })

  it('finds screens, actions, and where one was before', async () => {
    await openPalette('rate lim')
    await page.keyboard.press('Enter')
    await page.waitForURL((at) => at.pathname === '/rate-limits')
    await openPalette('dark theme')
    await page.keyboard.press('Enter')
    await page.locator('html[data-theme="dark"]').waitFor()
    await openPalette('')
    const first = dialog().getByRole('group', { name: 'Recent' }).getByRole('option').first()
    expect(await first.innerText()).toBe('Rate limits')
    await page.keyboard.press('Escape')
  })
})

describe('a live list', () => {
  it('counts what came in, moves no row, keeps the focus, and shows the news when asked', async () => {
    await page.goto(`${desk.url}/journeys`)
    await page.locator('[data-live="live"]').waitFor()
    const links = () => page.locator('tr [data-row-link]').filter({ visible: true })
    await links().first().waitFor()
    await links().first().focus()
    const before = await links().allTextContents()
    await arrive('0a7f1e7a-0000-4000-8000-00000000000a')
    const news = page.getByRole('button', { name: /^1 new/ })
    await news.waitFor()
    expect(await links().allTextContents()).toEqual(before)
    expect(
      await links()
        .first()
        .evaluate((link) => link === document.activeElement),
    ).toBe(true)
    await news.click()
    await expect.poll(() => links().count()).toBe(2)
  })

  it('rests while paused', async () => {
    await page.getByRole('button', { name: 'Live', exact: true }).click()
    await page.locator('[data-live="off"]').waitFor()
    await arrive('0a7f1e7a-0000-4000-8000-00000000000b')
    await page.waitForTimeout(2_500)
    expect(await page.getByRole('button', { name: /new/ }).count()).toBe(0)
  })
})

describe('saved views', () => {
  const views = () => page.getByRole('navigation', { name: 'Saved views' })

  it('begin with filters that are marked unsaved, and keep them under a name', async () => {
    await page.goto(`${desk.url}/journeys?status=OFFERS_PENDING`)
    await page.getByText('unsaved', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Save view' }).click()
    await page.getByLabel('Name').fill('Pending offers')
    await page.getByRole('checkbox', { name: 'support' }).check()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.waitForURL(/saved=/)
    const tab = views().getByRole('link', { name: /^Pending offers/ })
    await expect.poll(() => tab.getAttribute('aria-current')).toBe('page')
    expect(await page.getByText('unsaved', { exact: true }).count()).toBe(0)
    expect(await tab.getAttribute('title')).toBe('Shared by ops@desk.example with support')
  })

  it('are unsaved again once a filter changes, and a link carries what is applied', async () => {
    await page.goto(`${page.url()}&lender=Konkan`)
    await page.getByText('unsaved', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: 'Reset' }).click()
    await page.getByText('unsaved', { exact: true }).first().waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('status')).toBe('OFFERS_PENDING')
  })

  it('open from the palette, and can be deleted', async () => {
    await page.goto(desk.url)
    await openPalette('pending offers')
    await dialog()
      .getByRole('option', { name: /Pending offers/ })
      .waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/saved=/)
    await page.getByRole('button', { name: 'Edit view' }).click()
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('button', { name: 'Delete for good?' }).click()
    await page.waitForURL((at) => at.pathname === '/journeys' && !at.searchParams.has('saved'))
    await expect
      .poll(() =>
        views()
          .getByRole('link', { name: /^Pending offers/ })
          .count(),
      )
      .toBe(0)
  })
})
