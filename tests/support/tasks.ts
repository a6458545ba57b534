import { stripVTControlCharacters } from 'node:util'
import type { Locator, Page } from 'playwright-core'
import { causeLabel } from '@/lib/domain/conditions'
import { handsOn, type Hands } from '@/tests/support/keyboard-hands'
import type { TaskSite } from '@/tests/support/task-site'

/** What operators do most, by the keyboard alone. A task is done once its answer is on the screen. */

export const HOW_COUNTED =
  'An interaction is one key or chord that does something, one text pasted or typed, or one target that the focus is moved to, however many Tabs that takes (they are told beside it).'

export interface TaskRun {
  name: string
  limit: number
  interactions: string[]
  /** Keys that went down, each Tab of its own. */
  keys: number
  /** Why its answer was not reached; null: it was. */
  problem: string | null
}

interface Task {
  name: string
  limit: number
  run: (page: Page, site: TaskSite, hands: Hands) => Promise<void>
}

const PATIENCE = { timeout: 10_000 }

const TASKS: Task[] = [
  { name: 'why is this borrower stuck, and what do I tell them (from ⌘K)', limit: 2, run: tellTheBorrower },
  { name: 'which caller causes the 429s, and what is the fix (from Overview)', limit: 2, run: fixTheCaller },
  { name: 'why did this webhook fail (from a finding)', limit: 2, run: explainTheWebhook },
  { name: 'snooze everything of this cause until tomorrow (from Findings)', limit: 4, run: snoozeTheCause },
]

/** On a page that is signed in, wide enough for the whole screen. The last of them changes findings. */
export async function runTasks(page: Page, site: TaskSite): Promise<TaskRun[]> {
  const runs: TaskRun[] = []
  for (const { name, limit, run } of TASKS) {
    const hands = handsOn(page)
    const problem = await run(page, site, hands).then(
      () => null,
      (error: unknown) => stripVTControlCharacters(String(error)).replaceAll(/\s+/g, ' '),
    )
    runs.push({ name, limit, interactions: hands.interactions, keys: hands.keys(), problem })
  }
  return runs
}

export function isMet({ problem, interactions, limit }: TaskRun): boolean {
  return problem === null && interactions.length <= limit
}

async function tellTheBorrower(page: Page, { url, journey }: TaskSite, hands: Hands): Promise<void> {
  await page.goto(url)
  const dialog = page.getByRole('dialog', { name: 'Search or jump' })
  await hands.pressUntil('⌘K', 'Control+k', () => dialog.isVisible())
  await hands.paste('paste the ID', journey.journeyID)
  await onScreen(dialog.getByText(new RegExp(`^${journey.status} for .*stuck for .*move\\. `)))
  const answer = dialog.getByRole('group', { name: 'Tell the borrower' }).getByText(/loan application/)
  await onScreen(answer)
}

async function fixTheCaller(page: Page, { url, limited }: TaskSite, hands: Hands): Promise<void> {
  await page.goto(url)
  await page.getByRole('heading', { name: '429 hotspots' }).waitFor(PATIENCE)
  const isThere = async () => new URL(page.url()).pathname === '/guidance/rate-limited'
  await hands.pressUntil('C: the cause below the hotspots', 'c', isThere)
  const cause = new URL(page.url()).hash.slice(1)
  if (!limited.causes.includes(cause)) throw new Error(`${cause} is no cause of the 429s of ${limited.caller}`)
  const section = page.locator(`section[id="${cause}"]`)
  await onScreen(section.getByTitle(limited.caller, { exact: true }))
  await onScreen(section.getByRole('heading', { name: 'How to fix it' }))
  await onScreen(section.locator('ol li').first())
}

async function explainTheWebhook(page: Page, { url, failure }: TaskSite, hands: Hands): Promise<void> {
  await page.goto(`${url}/findings/${failure.findingID}`)
  await page.getByRole('heading', { name: 'Evidence' }).waitFor(PATIENCE)
  await hands.tabTo('the delivery in the evidence', /^\/webhooks\/[^?]+/)
  await hands.press('Enter', 'Enter')
  await page.waitForURL((at) => /^\/webhooks\/./.test(at.pathname), PATIENCE)
  const verdict = page.locator('[aria-labelledby="verdict-title"]')
  await onScreen(verdict.getByText('Cause:'))
  await onScreen(verdict.getByRole('link', { name: causeLabel('webhook-signature-failure', failure.cause) }))
  await onScreen(verdict.getByText('Fix', { exact: true }))
}

async function snoozeTheCause(page: Page, { url }: TaskSite, hands: Hands): Promise<void> {
  await page.goto(`${url}/findings`)
  await page.locator('tr[data-row]').filter({ visible: true }).first().waitFor(PATIENCE)
  const inRow = () => page.evaluate(() => document.activeElement?.closest('[data-row]') instanceof Element)
  await hands.pressUntil('J: the first cause', 'j', inRow)
  await hands.press('S: snooze, tomorrow is chosen', 's')
  const dialog = page.getByRole('dialog')
  const said = await dialog.getByText(/^\d+ findings? match now/).textContent(PATIENCE)
  if (!(await dialog.getByRole('radio', { name: 'Until tomorrow morning' }).isChecked()))
    throw new Error('Tomorrow is not what the dialog begins with')
  await hands.paste('type why', 'the lender repairs it tonight')
  await hands.press('Enter', 'Enter')
  await onScreen(page.getByText(`${Number.parseInt(said ?? '', 10)} changed`))
}

const LOOK_EVERY_MS = 50

/** Waits until it can be read without scrolling. */
async function onScreen(what: Locator): Promise<void> {
  const page = what.page()
  const first = what.filter({ visible: true }).first()
  await first.waitFor(PATIENCE)
  const height = page.viewportSize()?.height ?? 0
  const until = Date.now() + PATIENCE.timeout
  for (;;) {
    const box = await first.boundingBox()
    if (box && box.y >= 0 && box.y + Math.min(box.height, height) <= height) return
    if (Date.now() > until) throw new Error(`${String(what)} is not within the screen: y ${Math.round(box?.y ?? NaN)}`)
    await page.waitForTimeout(LOOK_EVERY_MS)
  }
}
