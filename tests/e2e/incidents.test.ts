import { randomUUID } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterEach, beforeAll, expect, it } from 'vitest'
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
} from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'

/** From the overview to the one cause behind many findings, how far it reaches, and back to one of its findings. */

const cli = { kind: 'system', name: 'cli' } as const
const applicationID = randomUUID()
const WAITS = 14

let desk: LiveDesk
let browser: Browser
let ops: OpenedPage

beforeAll(async () => {
  desk = await openLiveDesk()
  const application = { name: 'Acme live', tenantID: randomUUID(), applicationID, environment: 'live' } as const
  await addApplication(cli, { ...application, baseURL: desk.url })
  await insertWaits()
  browser = await openBrowser()
  const { password } = await addUser(cli, { email: 'ops@desk.example', role: 'ops' })
  ops = await openPage(browser)
  await signIn(ops.page, desk.url, { email: 'ops@desk.example', password: password ?? '' })
})

afterEach(() => {
  expect(ops.complaints.take()).toEqual([])
})

async function insertWaits() {
  const now = Date.now()
  const waits = Array.from({ length: WAITS }, (_, index) => {
    return { findingID: randomUUID(), journeyID: `j-${index}`, at: new Date(now - (50 - index * 3) * 60_000) }
  })
  // What is usual is known only after a while.
  const old = { journeyID: 'j-old', at: new Date(now - 3 * 24 * 60 * 60_000) }
  await db().journey.createMany({
    data: [old, ...waits].map(({ journeyID, at }, index) => ({
      applicationID,
      journeyID,
      borrowerExternalID: `CUST_${index - 1}`,
      status: 'OFFERS_PENDING',
      version: 1n,
      eventAt: at,
      startedAt: at,
      waitingSince: at,
      state: {},
    })),
  })
  await db().borrower.createMany({
    data: [0, 1, 2].map((index) => ({ applicationID, borrowerExternalID: `CUST_${index}`, requestedAmount: 250_000 })),
  })
  const operation = (journeyID: string) => ({ operationID: `op-${journeyID}`, lender: 'Acme Bank' })
  await db().findingEvidence.createMany({
    data: waits.map(({ findingID, journeyID, at }) => ({
      ...{ applicationID, findingID, at, position: 0, kind: 'operation' },
      summary: 'LENDER_DISPATCH to Acme Bank is IN_FLIGHT',
      ref: operation(journeyID),
    })),
  })
  await db().finding.createMany({
    data: waits.map(({ findingID, journeyID, at }) => ({
      ...{ applicationID, findingID, fingerprint: journeyID, condition: 'offers-pending' },
      ...{ cause: 'lender-dispatch-in-flight', confidence: 0.97, severity: 'medium', status: 'open' },
      ...{ subjectType: 'journey', subjectID: journeyID, environment: 'live', firstSeenAt: at, lastSeenAt: at },
      ...{ occurrences: 1, episodes: [{ from: at.toISOString(), to: null }], rejectedCauses: [] },
      summary: 'The dispatch to Acme Bank has not come back.',
    })),
  })
}

it('leads from the overview to the cause, its reach, its fix and its findings', async () => {
  const { page } = ops
  await expect.poll(() => db().incident.count(), { timeout: 10_000 }).toBe(1)
  await page.goto(`${desk.url}/`)
  const line = page.getByRole('list', { name: 'One cause, many findings' })
  await expect.poll(() => line.innerText()).toMatch(/Acme Bank does not answer\s+explains 14 findings/)
  await line.getByRole('link').click()
  await page.getByRole('heading', { level: 1, name: 'Acme Bank does not answer' }).waitFor()
  const facts = await page.locator('dl').first().innerText()
  expect(facts.replace(/\s+/g, ' ')).toMatch(/Journeys 14 Borrowers 14 Loans requested ₹7,50,000 Findings 14/)
  await page.getByText('The sum leaves out 11 of 14 borrowers').waitFor()
  await page.getByRole('heading', { name: 'What to do' }).waitFor()
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(page, theme)
    expect(await axeViolations(page)).toEqual([])
  }
  await page
    .getByRole('link', { name: /lender dispatch in flight/ })
    .first()
    .click()
  await page.getByRole('list', { name: 'Part of' }).getByRole('link', { name: 'Acme Bank does not answer' }).waitFor()
})

it('stands first in the inbox, its findings folded', async () => {
  const { page } = ops
  await page.goto(`${desk.url}/findings`)
  const row = page.getByRole('main').locator('details').filter({ hasText: 'Acme Bank does not answer' })
  await row.getByText('explains 14 findings').click()
  await row.getByRole('list').first().waitFor()
  expect(await row.getByRole('list', { name: '8 of 14 findings' }).getByRole('listitem').count()).toBe(8)
  for (const size of [PHONE, DESKTOP]) {
    await page.setViewportSize(size)
    await expectNoSidewaysScroll(page)
  }
  expect(await axeViolations(page)).toEqual([])
})
