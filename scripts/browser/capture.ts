import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { signIn } from './sign-in'

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]
const THEMES = ['light', 'dark'] as const
/** Also in full length, since most of them is below the fold. */
const LONG = ['overview', 'journey', 'journeys', 'guidance-condition', 'finding', 'delivery']

export interface Captured {
  url: string
  account: { email: string; password: string }
  /** Name → path; the login is taken besides. */
  screens: Record<string, string>
  folder: string
}

/** A PNG of each screen in each size and theme: overview-1440-dark.png. Answers how many. */
export async function captureScreens(browser: Browser, captured: Captured): Promise<number> {
  let count = 0
  for (const theme of THEMES) {
    const options = { colorScheme: theme, reducedMotion: 'reduce', timezoneId: 'Asia/Kolkata' } as const
    const context = await browser.newContext({ ...options, viewport: SIZES[0] ?? null })
    const page = await context.newPage()
    await page.goto(`${captured.url}/login`)
    count += await capturePage(page, 'login', theme, captured.folder)
    await signIn(page, captured.url, captured.account)
    for (const [name, address] of Object.entries(captured.screens)) {
      await page.goto(captured.url + address)
      count += await capturePage(page, name, theme, captured.folder)
    }
    await context.close()
  }
  return count
}

async function capturePage(page: Page, name: string, theme: string, folder: string): Promise<number> {
  let count = 0
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await page.reload()
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.evaluate(() => document.fonts.ready)
    const file = (extra: string) => path.join(folder, `${name}-${size.width}-${theme}${extra}.png`)
    await page.screenshot({ path: file(''), animations: 'disabled' })
    count += 1
    if (!LONG.includes(name)) continue
    await page.screenshot({ path: file('-full'), animations: 'disabled', fullPage: true })
    count += 1
  }
  return count
}
