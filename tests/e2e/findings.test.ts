import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { signIn } from '@/scripts/browser/sign-in'
import { addApplication } from '@/lib/commands/add-application'
import { addUser } from '@/lib/commands/add-user'
import { db } from '@/lib/store/client'
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

/** Findings worked through by the keyboard alone, by two people at once, and by somebody who may only write notes. */

const cli = { kind: 'system', name: 'cli' } as const
const applicationID = randomUUID()
const CAUSES = { 'lender-dispatch-in-flight': 12, 'aa-required': 3, 'polling-too-aggressive': 2 }

let desk: LiveDesk
let browser: Browser
let ops: OpenedPage
const opened: OpenedPage[] = []

beforeAll(async () => {
  desk = await openLiveDesk()
  await addApplication(cli, {
    name: 'Acme live',
    tenantID: randomUUID(),
    applicationID,
    environment: 'live',
    baseURL: desk.url,
  })
  await insertFindings()
  browser = await openBrowser()
  ops = await visitAs('ops')
})

afterEach(() => {
  // A refused PATCH is told on the page; the browser notes it on the console as well.
  const said = opened.flatMap(({ complaints }) => complaints.take())
  expect(said.filter((line) => !line.includes('412'))).toEqual([])
})

async function visitAs(role: 'ops' | 'support', name = role as string): Promise<OpenedPage> {
  const email = `${name}@desk.example`
  const { password } = await addUser(cli, { email, role })
  const visitor = await openPage(browser)
  opened.push(visitor)
  await signIn(visitor.page, desk.url, { email, password: password ?? '' })
  return visitor
}

async function insertFindings() {
  const at = new Date(Date.now() - 3_600_000)
  const rows = Object.entries(CAUSES).flatMap(([cause, count]) =>
    Array.from({ length: count }, (_, index) => ({ cause, subjectID: `${cause}-${index}` })),
  )
  await db().finding.createMany({
    data: rows.map(({ cause, subjectID }, index) => ({
      applicationID,
      findingID: randomUUID(),
      fingerprint: subjectID,
      condition: 'offers-pending',
      cause,
      confidence: 0.97,
      severity: cause === 'lender-dispatch-in-flight' ? 'high' : 'medium',
      status: 'open',
      subjectType: 'journey',
      subjectID,
      environment: 'live',
      firstSeenAt: new Date(at.getTime() - index * 60_000),
      lastSeenAt: at,
      occurrences: 1,
      episodes: [{ from: at.toISOString(), to: null }],
      summary: 'Offers are pending since 12 min: the dispatch to the lender is in flight.',
      rejectedCauses: [],
    })),
  })
}

const finding = (subjectID: string) => db().finding.findFirstOrThrow({ where: { subjectID } })
const statusOf = async (subjectID: string) => (await finding(subjectID)).status
/** While a page streams in, what it will show may be there twice, hidden. */
const groupOf = (cause: string) =>
  ops.page.locator(`tr[data-row="group:offers-pending.${cause}"]`).filter({ visible: true })

const focusedRow = () =>
  ops.page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null)

/** Keys pressed before the page listens are lost, for people as well; so it is pressed until it is heard. */
async function enterList(): Promise<void> {
  await vi.waitFor(async () => {
    await ops.page.keyboard.press('j')
    expect(await focusedRow()).not.toBeNull()
  }, PATIENT)
}

describe('the inbox', () => {
  it('snoozes everything of a cause until tomorrow in four interactions, by the keyboard alone', async () => {
    const { page } = ops
    await page.goto(`${desk.url}/findings`)
    await groupOf('lender-dispatch-in-flight').waitFor()
    await enterList()
    await page.keyboard.press('s')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('12 findings match now').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.keyboard.type('the lender repairs it tonight')
    await page.keyboard.press('Enter')
    await page.getByText('12 changed').waitFor()
    const snoozed = await db().finding.findMany({
      where: { status: 'snoozed' },
      select: { cause: true, snoozeUntil: true },
    })
    expect(snoozed).toHaveLength(12)
    expect(new Set(snoozed.map(({ cause }) => cause))).toEqual(new Set(['lender-dispatch-in-flight']))
    const until = snoozed[0]?.snoozeUntil?.getTime() ?? 0
    expect(until - Date.now()).toBeGreaterThan(8 * 3_600_000)
    expect(until - Date.now()).toBeLessThan(34 * 3_600_000)
    await vi.waitFor(async () => expect(await groupOf('lender-dispatch-in-flight').count()).toBe(0), PATIENT)
  })

  it('tells of the job: who, why, and what became of each row', async () => {
    const { page } = ops
    await page.getByRole('link', { name: 'Open the job' }).click()
    await page.waitForURL(/\/jobs\//)
    await page.getByText('12 of 12 rows done').waitFor()
    await page.getByText('the lender repairs it tonight').waitFor()
    expect(await page.getByRole('row').count()).toBe(13)
    expect(await axeViolations(page)).toEqual([])
  })

  it('acknowledges the finding in focus, goes on to the next, and takes it back', async () => {
    const { page } = ops
    await page.goto(`${desk.url}/findings?open=offers-pending.aa-required`)
    const rows = page.locator('tr[data-row^="' + applicationID + '"]')
    await vi.waitFor(async () => expect(await rows.count()).toBe(3), PATIENT)
    await enterList()
    await page.keyboard.press('j')
    const first = await focusedRow()
    await page.keyboard.press('a')
    await vi.waitFor(async () => expect(await rows.count()).toBe(2), PATIENT)
    const status = async () =>
      await db().finding.groupBy({ by: ['status'], where: { cause: 'aa-required' }, _count: true })
    expect(await status()).toEqual(expect.arrayContaining([{ status: 'acknowledged', _count: 1 }]))
    await vi.waitFor(async () => expect(await focusedRow()).not.toBe(first), PATIENT)
    await page.keyboard.press('z')
    await page.getByText('Undone').waitFor()
    expect(await status()).toEqual([{ status: 'open', _count: 3 }])
  })

  it('says how many rows are chosen, and resolves exactly these', async () => {
    const { page } = ops
    await page.goto(`${desk.url}/findings?open=offers-pending.aa-required`)
    await page.getByRole('checkbox', { name: 'Choose aa-required-0' }).check()
    await page.getByRole('checkbox', { name: 'Choose aa-required-1' }).check()
    await page.getByText('2 findings chosen').waitFor()
    await page.keyboard.press('r')
    await page.getByRole('dialog').getByText('2 findings match now').waitFor()
    await page.keyboard.type('settled with the aggregator')
    await page.keyboard.press('Enter')
    await page.getByText('2 changed').waitFor()
    expect(await Promise.all(['aa-required-0', 'aa-required-1', 'aa-required-2'].map(statusOf))).toEqual([
      'resolved',
      'resolved',
      'open',
    ])
  })
})

describe('two people at one finding', () => {
  it('the later is told what the other did, and nothing is overwritten', async () => {
    const other = await visitAs('ops', 'asha')
    const { findingID } = await finding('polling-too-aggressive-0')
    const path = `${desk.url}/findings/${findingID}?live=false`
    for (const { page } of [ops, other]) {
      await page.goto(path)
      await page.getByRole('button', { name: 'Resolve' }).waitFor()
    }
    await other.page.getByRole('button', { name: 'Acknowledge' }).click()
    await other.page.getByText('Acknowledged', { exact: true }).first().waitFor()
    await ops.page.getByRole('button', { name: 'Resolve' }).click()
    await ops.page.getByText('asha@desk.example acknowledged it in the meantime').waitFor()
    expect(await statusOf('polling-too-aggressive-0')).toBe('acknowledged')
    await ops.page.getByRole('button', { name: 'Do it anyway' }).click()
    await ops.page.getByText('Resolved', { exact: true }).first().waitFor()
    expect(await finding('polling-too-aggressive-0')).toMatchObject({
      status: 'resolved',
      resolvedBy: 'ops@desk.example',
    })
  })
})

describe('somebody of support', () => {
  it('writes a note that mentions somebody, and may not triage', async () => {
    const { page } = await visitAs('support')
    await page.goto(`${desk.url}/findings`)
    await page.getByText('polling too aggressive').first().waitFor()
    expect(await page.getByRole('checkbox').count()).toBe(0)
    const { findingID } = await finding('polling-too-aggressive-1')
    await page.goto(`${desk.url}/findings/${findingID}`)
    await page.getByRole('group', { name: 'Triage' }).getByText('ops and engineers triage them').waitFor()
    expect(await page.getByRole('button', { name: 'Resolve' }).count()).toBe(0)
    await page.getByRole('textbox', { name: 'Note' }).fill('the borrower called, @ops')
    await page.getByRole('button', { name: '@ops@desk.example' }).click()
    await page.getByRole('button', { name: 'Write the note' }).click()
    await page.getByText('support@desk.example wrote a note').first().waitFor()
    const [told] = await db().findingActivity.findMany({ where: { findingID }, select: { note: true, mentions: true } })
    expect(told).toEqual({ note: 'the borrower called, @ops@desk.example', mentions: ['ops@desk.example'] })
  })
})

describe.each<Theme>(['light', 'dark'])('in %s', (theme) => {
  it('the inbox and a finding have no axe violation, wide or narrow', async () => {
    const { page } = ops
    const { findingID } = await finding('polling-too-aggressive-1')
    await chooseTheme(page, theme)
    const inbox = '/findings?status=unresolved&open=offers-pending.lender-dispatch-in-flight'
    for (const path of [inbox, `/findings/${findingID}`]) {
      await page.goto(desk.url + path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      if (path.includes('open=')) await page.getByText('lender-dispatch-in-flight-1').first().waitFor()
      expect(await axeViolations(page), path).toEqual([])
      await page.setViewportSize(PHONE)
      expect(await axeViolations(page), `${path}, narrow`).toEqual([])
      await expectNoSidewaysScroll(page)
      await page.setViewportSize(DESKTOP)
    }
  })
})
