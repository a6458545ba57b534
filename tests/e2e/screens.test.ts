import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { screenPaths } from '@/scripts/browser/screens'
import { signIn } from '@/scripts/browser/sign-in'
import {
  axeViolations,
  chooseTheme,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  PHONE,
  type OpenedPage,
  type Theme,
} from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { seedDesk, type SeededDesk } from '@/tests/support/seed-desk'
import { seededScreens } from '@/tests/support/screen-paths'
import { signedHeaders } from '@/tests/support/webhooks'

/** Each screen in light and dark, wide and narrow: usable by everybody, and silent on the console. */

let desk: LiveDesk
let seeded: SeededDesk
let browser: Browser
let paths: Record<string, string>

beforeAll(async () => {
  desk = await openLiveDesk()
  seeded = await seedDesk(desk, 100)
  await refuseOne()
  paths = await seededScreens(desk.url, seeded.token)
  browser = await openBrowser()
})

/** A delivery with something to explain. */
async function refuseOne(): Promise<void> {
  const sender = { applicationID: seeded.applicationID, tenantID: '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61', secret: 'x' }
  const headers = signedHeaders(sender, '{"event_id":"evt_refused"}')
  const answer = await fetch(`${desk.url}/api/webhooks/platform`, {
    method: 'POST',
    headers,
    body: '{"event_id":"evt_refused"}',
  })
  expect(answer.status).toBe(401)
}

const SCREENS = Object.keys(screenPaths({ journeyID: '', findingID: '', deliveryID: '' }))

describe.each<Theme>(['light', 'dark'])('in %s', (theme) => {
  let opened: OpenedPage
  let page: Page

  beforeAll(async () => {
    opened = await openPage(browser)
    page = opened.page
    page.setDefaultTimeout(10_000)
  })

  afterEach(() => {
    expect(opened.complaints.take()).toEqual([])
  })

  const check = async () => {
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme)
    expect(await axeViolations(page)).toEqual([])
  }

  it('the login has no axe violation', async () => {
    await page.goto(`${desk.url}/login`)
    await chooseTheme(page, theme)
    await page.reload()
    await page.getByLabel('E-mail').waitFor()
    await check()
    await signIn(page, desk.url, seeded.account)
  })

  it.each(SCREENS)('%s has no axe violation, wide or narrow, and never scrolls sideways', async (name) => {
    await page.goto(desk.url + (paths[name] ?? ''))
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await check()
    const wide = page.viewportSize()
    await page.setViewportSize(PHONE)
    await check()
    await expectNoSidewaysScroll(page)
    if (wide) await page.setViewportSize(wide)
  })

  it('an open palette, menu, list of choices and drawer have none either', async () => {
    await page.goto(`${desk.url}/journeys`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('dialog').getByRole('combobox').waitFor()
    await check()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /Account/ }).click()
    await page.getByRole('menu').waitFor()
    await check()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Status:/ }).click()
    await page.getByRole('menu').waitFor()
    await check()
    await page.keyboard.press('Escape')
    const wide = page.viewportSize()
    await page.setViewportSize(PHONE)
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('dialog').waitFor()
    await check()
    if (wide) await page.setViewportSize(wide)
  })
})
