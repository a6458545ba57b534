import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { fillLogin, signIn } from '@/scripts/browser/sign-in'
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
import { PATIENT } from '@/tests/support/patience'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** Whom an admin lets in and takes out again, what scripts sign in with, and a field that is revealed, in a real browser. */

const SYSTEM = { kind: 'system', name: 'cli' } as const
const ADMIN = { email: 'admin@desk.example', password: 'correct horse battery staple 77' }
const NEWCOMER = 'meera@desk.example'

let desk: LiveDesk
let browser: Browser
let application: TestApplication
let opened: OpenedPage
let page: Page

beforeAll(async () => {
  desk = await openLiveDesk()
  application = await addTestApplication()
  await addTestApplication()
  await addUser(SYSTEM, { ...ADMIN, role: 'admin' })
  browser = await openBrowser()
  opened = await openPage(browser)
  page = opened.page
  await signIn(page, desk.url, ADMIN)
})

const row = (list: string, name: string) =>
  page.getByRole('list', { name: list }).getByRole('listitem').filter({ hasText: name })

async function choose(label: string, option: string): Promise<void> {
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `${label}:` })
    .click()
  await page.getByRole('menuitemradio', { name: option }).click()
}

describe('a colleague', () => {
  let theirs: Page
  const sees = async (address: string) => {
    const answer = await theirs.request.get(desk.url + address)
    return answer.ok() ? ((await answer.json()) as { data: unknown[] }).data.length : answer.status()
  }

  it('is added with a role and the applications they may see, and a password that is shown once', async () => {
    await page.goto(`${desk.url}/settings/users`)
    await page.getByRole('button', { name: 'Add user' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill(NEWCOMER)
    await choose('Role', 'Ops')
    await dialog.getByLabel('Every application, later ones too').uncheck()
    await dialog.getByText('none: they see nothing').waitFor()
    await dialog.getByLabel('Acme Borrow (live)').first().check()
    await dialog.getByRole('button', { name: 'Add user' }).click()
    await page.getByRole('dialog', { name: 'Copy the password now' }).waitFor()
    const password = await dialog.locator('p.mono').innerText()
    await dialog.getByRole('button', { name: 'I have stored it' }).click()
    await row('Users', NEWCOMER)
      .getByText(/Ops · Acme Borrow · never signed in/)
      .waitFor()
    expect(await page.content()).not.toContain(password)
    theirs = (await openPage(browser)).page
    await signIn(theirs, desk.url, { email: NEWCOMER, password })
    expect([await sees('/api/v1/applications'), await sees('/api/v1/tokens')]).toEqual([1, 403])
  })

  it('is given another role and every application, from their next request on', async () => {
    await page.reload()
    await row('Users', NEWCOMER).getByRole('button', { name: 'Change' }).click()
    await choose('Role', 'Engineer')
    await page.getByLabel('Every application, later ones too').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await row('Users', NEWCOMER)
      .getByText(/Engineer · every application/)
      .waitFor()
    expect([await sees('/api/v1/applications'), await sees('/api/v1/tokens')]).toEqual([2, 0])
  })

  it('is out at their next click once they are disabled, and may be let in again', async () => {
    const theirRow = row('Users', NEWCOMER)
    await theirRow.getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('dialog').getByText('signed out everywhere').waitFor()
    await page.getByRole('button', { name: 'Disable user' }).click()
    await theirRow.getByText('disabled', { exact: true }).waitFor()
    await theirs.getByRole('link', { name: 'Guidance' }).first().click()
    await theirs.waitForURL((at) => at.pathname === '/login')
    await theirRow.getByRole('button', { name: 'Enable' }).click()
    await expect.poll(() => theirRow.getByText('disabled', { exact: true }).count(), PATIENT).toBe(0)
    expect(await row('Users', ADMIN.email).getByRole('button', { name: 'Disable' }).count()).toBe(0)
  })
})

it('a token is shown once, and revoked only after it was asked', async () => {
  await page.goto(`${desk.url}/settings/tokens`)
  await page.getByRole('button', { name: 'Create token' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('nightly report')
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await page.getByRole('dialog', { name: 'Copy the token now' }).waitFor()
  const token = await dialog.locator('p.mono').innerText()
  await dialog.getByRole('button', { name: 'I have stored it' }).click()
  const ask = async () =>
    (await fetch(`${desk.url}/api/v1/journeys`, { headers: { authorization: `Bearer ${token}` } })).status
  expect(await ask()).toBe(200)
  await page.reload()
  const made = row('Tokens', 'nightly report')
  await made.waitFor()
  expect(await page.content()).not.toContain(token)
  await made.getByRole('button', { name: 'Revoke' }).click()
  await dialog.getByText('This cannot be undone').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  expect(await ask()).toBe(200)
  await made.getByRole('button', { name: 'Revoke' }).click()
  await dialog.getByRole('button', { name: 'Revoke token' }).click()
  await made.getByText('revoked').waitFor()
  await expect.poll(ask, PATIENT).toBe(401)
})

it('recovery codes are shown once, and the step that asks for a code leads back', async () => {
  const account = { email: 'careful@desk.example', password: 'quiet river eleven lamps' }
  await addUser(SYSTEM, { ...account, role: 'ops' })
  const { page: own } = await openPage(browser)
  await signIn(own, desk.url, account)
  await own.goto(`${desk.url}/settings/account`)
  await own.getByRole('button', { name: 'Set up second factor' }).click()
  await own.getByLabel('Your password').fill(account.password)
  await own.getByRole('button', { name: 'Continue' }).click()
  const key = (await own.getByTestId('totp-secret').innerText()).replaceAll(' ', '')
  await own.getByLabel('Code of the app').fill(new TOTP({ secret: Secret.fromBase32(key) }).generate())
  await own.getByRole('button', { name: 'Turn on' }).click()
  const codes = own.getByRole('list', { name: 'Recovery codes' })
  await codes.getByRole('listitem').first().waitFor()
  const [code = '', unused = ''] = await codes.getByRole('listitem').allInnerTexts()
  await own.getByRole('button', { name: 'I have stored them' }).click()
  await own.getByText('10 of 10 recovery codes are left').waitFor()
  await own.reload()
  expect([await codes.count(), (await own.content()).includes(code)]).toEqual([0, false])
  const { page: elsewhere } = await openPage(browser)
  await elsewhere.goto(`${desk.url}/login`)
  await fillLogin(elsewhere, account)
  await elsewhere.getByLabel('Code').waitFor()
  await elsewhere.getByRole('button', { name: 'Back' }).click()
  expect(await elsewhere.getByLabel('Code').count()).toBe(0)
  await fillLogin(elsewhere, account)
  await elsewhere.getByLabel('Code').fill(code)
  await elsewhere.getByRole('button', { name: 'Sign in' }).click()
  await elsewhere.waitForURL((at) => at.pathname !== '/login')
  await own.getByRole('button', { name: 'Remove second factor' }).click()
  await own.getByLabel('Your password').fill(account.password)
  await own.getByLabel('Code, or a recovery code').fill(code)
  await own.getByRole('button', { name: 'Remove it' }).click()
  await own.getByText('The code is wrong, or was used already').waitFor()
  await own.getByLabel('Code, or a recovery code').fill(unused)
  await own.getByRole('button', { name: 'Remove it' }).click()
  await own.getByRole('button', { name: 'Set up second factor' }).waitFor()
})

it('a field is revealed for a reason, which stands in the audit log with who asked', async () => {
  const body = sampleBody(application, {
    borrower: { profile: { pan: 'ABCPR1234K', contactNumber: '9876543210', panName: 'Meera Rao' } },
    journey: { journeyID: 'j-revealed' },
  })
  const headers = signedHeaders(application, body)
  await fetch(`${desk.url}/api/webhooks/platform`, { method: 'POST', headers, body })
  await page.goto(`${desk.url}/journeys/j-revealed`)
  expect(await page.content()).not.toContain('ABCPR1234K')
  await page.getByRole('button', { name: 'Reveal…' }).click()
  await page.getByLabel('Reason, for the audit log').fill('The lender asks which PAN was sent.')
  await page.getByRole('button', { name: 'Reveal', exact: true }).click()
  await page.getByText('ABCPR1234K').waitFor()
  await page.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => page.getByText('ABCPR1234K').count(), PATIENT).toBe(0)
  const entries = await db().auditEntry.findMany({ where: { action: 'reveal.borrower-field' } })
  expect(entries.map(({ actor, reason }) => [actor, reason])).toEqual([
    [ADMIN.email, 'The lender asks which PAN was sent.'],
  ])
  await page.goto(`${desk.url}/settings/audit?action=reveal`)
  await page.getByRole('region', { name: 'Audit log' }).getByText(ADMIN.email).first().waitFor()
})

it.each([
  ['light', DESKTOP],
  ['dark', DESKTOP],
  ['light', PHONE],
  ['dark', PHONE],
] as const)('users and tokens have nothing that axe finds wrong, %s', async (theme, size) => {
  await page.setViewportSize(size)
  await chooseTheme(page, theme)
  for (const [screen, button] of [
    ['users', 'Add user'],
    ['tokens', 'Create token'],
  ] as const) {
    await page.goto(`${desk.url}/settings/${screen}`)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expectNoSidewaysScroll(page)
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: button }).first().click()
    await page.getByRole('dialog').waitFor()
    expect(await axeViolations(page)).toEqual([])
  }
  expect(opened.complaints.take()).toEqual([])
})
