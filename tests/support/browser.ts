import axe from 'axe-core'
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { launchBrowser } from '@/scripts/browser/launch'
import { PATIENCE_MS } from './patience'
import { takeTally, watchPolicy } from './policy-watch'

export type Theme = 'light' | 'dark'
export const DESKTOP = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

/** Whatever the browser complained of since the last `take`: errors on the console, exceptions, refusals by the CSP. */
export interface Complaints {
  take: () => string[]
}

/** A browser of this test file's own: call it in `beforeAll`. It closes by itself after the file. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launchBrowser()
  watchPolicy(browser)
  afterAll(async () => {
    await browser.close()
    expect(takeTally().violations, 'the content security policy refused something').toEqual([])
  })
  return browser
}

export interface OpenedPage {
  page: Page
  context: BrowserContext
  complaints: Complaints
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(PATIENCE_MS)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const said: string[] = []
  context.on('console', (message) => {
    if (message.type() === 'error') said.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => said.push(String(error.error().stack)))
  const page = await context.newPage()
  return { page, context, complaints: { take: () => said.splice(0) } }
}

/** Stays over navigations, as it does for a person who chose it. */
export async function chooseTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate((chosen) => localStorage.setItem('theme', chosen), theme)
}

/** Where something stands once it stands still: charts and lists move while a page loads. */
export async function stillBox(locator: Locator): Promise<Box> {
  await locator.waitFor()
  let box = await locator.boundingBox()
  const isStill = async () => {
    const before = box
    box = await locator.boundingBox()
    return box !== null && JSON.stringify(box) === JSON.stringify(before)
  }
  await expect.poll(isStill).toBe(true)
  if (!box) throw new Error('It is gone again')
  return box
}

/** What axe finds wrong, a line each: rule, element, and why. Every rule of WCAG 2.2 AA and axe's best practices. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }),
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`),
  )
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, shown } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    shown: document.documentElement.clientWidth,
  }))
  expect(content, `${page.url()} is wider than the screen`).toBeLessThanOrEqual(shown)
}

type Box = NonNullable<Awaited<ReturnType<Locator['boundingBox']>>>

declare global {
  interface Window {
    axe: typeof axe
  }
}
