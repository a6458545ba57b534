import type { Page } from 'playwright-core'

/** One who works a page by the keyboard alone, and counts. */
export interface Hands {
  /** What was done, an interaction each. */
  interactions: string[]
  /** Keys that went down for them, each Tab of its own; a text that was pasted or typed is one. */
  keys: () => number
  press: (what: string, key: string) => Promise<void>
  /** Keys pressed before the page listens are lost, for people as well; so it is pressed until `isHeard`, and counted once. */
  pressUntil: (what: string, key: string, isHeard: () => Promise<boolean>) => Promise<void>
  paste: (what: string, text: string) => Promise<void>
  /** Tabs until a link to this path has the focus. */
  tabTo: (what: string, path: RegExp) => Promise<void>
}

const MOST_TABS = 150
const HEARD_WITHIN_MS = 1_000
const MOST_TRIES = 10
const LOOK_EVERY_MS = 50

export function handsOn(page: Page): Hands {
  const interactions: string[] = []
  let keys = 0
  const count = (what: string, pressed = 1) => {
    interactions.push(what)
    keys += pressed
  }
  return {
    interactions,
    keys: () => keys,
    press: async (what, key) => {
      await page.keyboard.press(key)
      count(what)
    },
    pressUntil: async (what, key, isHeard) => {
      await pressUntil(page, key, isHeard)
      count(what)
    },
    paste: async (what, text) => {
      await page.keyboard.insertText(text)
      count(what)
    },
    tabTo: async (what, path) => {
      const tabs = await tabTo(page, path)
      count(`${what} (Tab × ${tabs})`, tabs)
    },
  }
}

async function pressUntil(page: Page, key: string, isHeard: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < MOST_TRIES; turn++) {
    await page.keyboard.press(key)
    const until = Date.now() + HEARD_WITHIN_MS
    while (Date.now() < until) {
      if (await isHeard()) return
      await page.waitForTimeout(LOOK_EVERY_MS)
    }
  }
  throw new Error(`${key} was never heard`)
}

async function tabTo(page: Page, path: RegExp): Promise<number> {
  for (let tabs = 1; tabs <= MOST_TABS; tabs++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '')
    if (path.test(focused.replace(/\?[^#]*/, ''))) return tabs
  }
  throw new Error(`No ${MOST_TABS} Tabs lead to ${String(path)}`)
}
