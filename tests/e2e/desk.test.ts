import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { screenPaths } from '@/scripts/browser/screens'
import { fillLogin, signIn } from '@/scripts/browser/sign-in'
import {
  axeViolations,
  chooseTheme,
  DESKTOP,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  PHONE,
  type OpenedPage,
  type Theme,
} from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { PATIENT } from '@/tests/support/patience'
import { seededScreens } from '@/tests/support/screen-paths'
import { seedDesk, type SeededDesk } from '@/tests/support/seed-desk'
import { signedHeaders } from '@/tests/support/webhooks'

/** One person's way through the desk, and each screen in each theme, in a real browser on two weeks of simulated history. */

let desk: LiveDesk
let seeded: SeededDesk
let browser: Browser
let screens: Record<string, string>
let opened: OpenedPage
let page: Page

beforeAll(async () => {
  desk = await openLiveDesk()
  seeded = await seedDesk(desk, 150)
  await refuseOne()
  screens = await seededScreens(desk.url, seeded.token)
  browser = await openBrowser()
  await visit()
})

/** A visitor of their own, not signed in. */
async function visit(): Promise<void> {
  opened = await openPage(browser)
  page = opened.page
}

afterEach(() => {
  expect(opened.complaints.take()).toEqual([])
})

const heading = () => page.getByRole('heading', { level: 1 })
const pathOf = () => new URL(page.url()).pathname
const searchOf = () => new URL(page.url()).searchParams

describe('signing in', () => {
  it('is asked of whoever comes without a session, and remembers where they wanted to go', async () => {
    await page.goto(`${desk.url}/journeys?stuck=true`)
    expect(pathOf()).toBe('/login')
    expect(searchOf().get('callbackUrl')).toBe('/journeys?stuck=true')
  })

  it('says clearly that a password is wrong, without saying which part', async () => {
    await fillLogin(page, { ...seeded.account, password: 'not the password' })
    await page.getByRole('alert').getByText('E-mail or password is wrong').waitFor()
    expect(pathOf()).toBe('/login')
    expect(opened.complaints.take().filter((line) => !line.includes('401'))).toEqual([])
  })

  it('leads to the page that was asked for', async () => {
    await fillLogin(page, seeded.account)
    await page.waitForURL((at) => at.pathname === '/journeys' && at.searchParams.get('stuck') === 'true')
    const cookies = await opened.context.cookies()
    const session = cookies.find(({ name }) => name.includes('session-token'))
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  })
})

describe('the overview', () => {
  it('says the state in one sentence, with panels that hold the data', async () => {
    await page.goto(desk.url)
    await heading()
      .getByText(/\d+\sjourneys? (is|are) stuck/)
      .first()
      .waitFor()
    const rows = page.getByRole('region', { name: 'Stuck journeys, by whose move' }).getByRole('listitem')
    expect(await rows.count()).toBeGreaterThan(2)
    const freshness = page.getByRole('list', { name: 'Data freshness' })
    expect(await freshness.textContent()).toMatch(/Webhooks.*Detection lag/)
    expect(await freshness.textContent()).not.toMatch(/Webhooks never/)
  })

  it('leads from its count of the stuck to exactly these journeys, and Back returns', async () => {
    await heading().getByRole('link', { name: /stuck/ }).first().click()
    await page.waitForURL(/\/journeys\?.*stuck/)
    await page.getByRole('row').nth(1).waitFor()
    const statuses = await page.getByRole('row').allTextContents()
    expect(statuses.length).toBeGreaterThan(1)
    await page.goBack()
    await page.waitForURL((at) => at.pathname === '/')
    await heading().getByText(/stuck/).first().waitFor()
    await page.goForward()
    await page.waitForURL(/\/journeys\?.*stuck/)
  })
})

describe('the list of journeys', () => {
  it('is walked with J and K, and Enter opens the one in focus', async () => {
    await page.getByRole('row').nth(2).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('href') ?? '')
    await page.keyboard.press('j')
    const first = await focused()
    await page.keyboard.press('j')
    const second = await focused()
    await page.keyboard.press('k')
    expect(await focused()).toBe(first)
    expect(second).not.toBe(first)
    await page.keyboard.press('Enter')
    await page.waitForURL((at) => at.pathname === new URL(first, desk.url).pathname)
  })

  it('keeps its filter in the address, so that a shared link shows the same', async () => {
    await page.goto(`${desk.url}/journeys`)
    await page.getByRole('row').nth(1).waitFor()
    await page
      .getByRole('navigation', { name: 'Saved views' })
      .getByRole('link', { name: /^Stuck/ })
      .click()
    await page.waitForURL(/view=stuck/)
    const shown = (of: Page) =>
      of
        .locator('tr [data-row-link]')
        .filter({ visible: true })
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split('?')[0]))
    const other = await opened.context.newPage()
    await other.goto(page.url())
    await other.getByRole('row').nth(1).waitFor()
    await vi.waitFor(async () => expect(await shown(other)).toEqual(await shown(page)), PATIENT)
    expect(await shown(page)).not.toEqual([])
    await other.close()
  })
})

describe('a stuck journey', () => {
  it('opens with the verdict: the cause, whose move it is, and its guidance', async () => {
    const { data } = await stuckOf('offers-pending')
    await page.goto(`${desk.url}/journeys/${data.subject.id}`)
    // While it loads, the page is headed "Journey".
    const verdict = page.getByRole('heading', { level: 1 }).filter({ hasNotText: /^Journey$/ })
    const banner = page.getByRole('region', { name: await verdict.innerText() })
    const text = await banner.innerText()
    expect(text).toMatch(/stuck/i)
    expect(text).toMatch(/lender|account aggregator|platform|borrower/i)
    expect(text).toMatch(/Cause: .+, confidence [01]\.\d\d/)
    expect(text).toMatch(/Next/)
    expect(await banner.getByRole('link', { name: 'Open guidance' }).getAttribute('href')).toContain(
      `/guidance/${data.condition}`,
    )
  })

  it('gives a summary to read out or to copy, free of IDs and of personal data', async () => {
    await page.getByRole('button', { name: 'Copy summary for borrower' }).click()
    await page.getByText('Copied').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.length).toBeGreaterThan(40)
    expect(copied).not.toMatch(/[0-9a-f]{8}-|[A-Z]{5}\d{4}[A-Z]|\d{10}|@/)
  })

  it('leads to its guidance, which shows this journey among the affected', async () => {
    const journeyPath = pathOf()
    await page.getByRole('link', { name: 'Open guidance' }).click()
    await page.waitForURL(/\/guidance\/offers-pending/)
    await page
      .getByText(/Affected now: \d+/)
      .first()
      .waitFor()
    await page.getByRole('link', { name: /^All/ }).first().click()
    await page.waitForURL(/\/findings\?/)
    await page.goBack()
    const affected = page.locator('main a[href^="/journeys/"]')
    expect(await affected.count()).toBeGreaterThan(0)
    await affected.first().click()
    await page.waitForURL(/\/journeys\//)
    await page.goBack()
    await page.goBack()
    await page.waitForURL((at) => at.pathname === journeyPath)
  })
})

describe('the frame', () => {
  it('switches the theme at once and keeps it over a reload', async () => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme)
    const before = await theme()
    await page.getByRole('button', { name: 'Switch between light and dark' }).click()
    const after = await theme()
    expect([before, after].toSorted()).toEqual(['dark', 'light'])
    await page.reload()
    expect(await theme()).toBe(after)
  })

  it('goes to a journey whose ID is pasted into the palette', async () => {
    const { data } = await stuckOf('offers-pending')
    await page.goto(desk.url)
    await page.keyboard.press('ControlOrMeta+k')
    await page.getByRole('dialog').getByRole('combobox').fill(data.subject.id)
    await page.keyboard.press('Enter')
    await page.waitForURL((at) => at.pathname === `/journeys/${data.subject.id}`)
  })

  it('tells of an address that does not exist', async () => {
    await page.goto(`${desk.url}/journeys/no-such-journey`)
    await page
      .getByText(/no journey|not found|does not exist/i)
      .first()
      .waitFor()
    opened.complaints.take().forEach((line) => expect(line).toContain('404'))
  })

  it('signs out, and what was open needs a session again', async () => {
    await page.goto(desk.url)
    await page.getByRole('button', { name: /Account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL((at) => at.pathname === '/login')
    await page.goto(`${desk.url}/journeys`)
    expect(pathOf()).toBe('/login')
  })
})

const SCREENS = Object.keys(screenPaths({ journeyID: '', findingID: '', deliveryID: '' }))

describe.each<Theme>(['light', 'dark'])('in %s', (theme) => {
  beforeAll(() => visit())

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
    await page.goto(desk.url + (screens[name] ?? ''))
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await check()
    await page.setViewportSize(PHONE)
    await check()
    await expectNoSidewaysScroll(page)
    await page.setViewportSize(DESKTOP)
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
    await page.setViewportSize(PHONE)
    await page.getByRole('button', { name: 'Open navigation' }).click()
    await page.getByRole('dialog').waitFor()
    await check()
    await page.setViewportSize(DESKTOP)
  })
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

interface ApiFinding {
  condition: string
  subject: { id: string }
}

/** A journey that a finding of `condition` holds for now, through the read API. */
async function stuckOf(condition: string): Promise<{ data: ApiFinding }> {
  const answer = await fetch(`${desk.url}/api/v1/findings?condition=${condition}&status=open&limit=1`, {
    headers: { authorization: `Bearer ${seeded.token}` },
  })
  const { data } = (await answer.json()) as { data: ApiFinding[] }
  const [first] = data
  if (!first) throw new Error(`The history holds no open finding of ${condition}`)
  return { data: first }
}
