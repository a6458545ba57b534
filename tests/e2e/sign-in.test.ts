import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fillLogin, signIn } from '@/scripts/browser/sign-in'
import { addUser } from '@/lib/commands/add-user'
import { disableUser } from '@/lib/commands/disable-user'
import { db } from '@/lib/store/client'
import {
  axeViolations,
  chooseTheme,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  PHONE,
  type OpenedPage,
} from '@/tests/support/browser'
import { openIdentityProvider, type IdentityProvider } from '@/tests/support/identity-provider'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'

const cli = { kind: 'system', name: 'cli' } as const
const PASSWORD = 'correct horse battery'
const PATIENCE = { timeout: 10_000 }

let desk: LiveDesk
let provider: IdentityProvider
let browser: Browser
const opened: OpenedPage[] = []

beforeAll(async () => {
  desk = await openLiveDesk(async (url) => {
    provider = await openIdentityProvider(url)
    return provider.environment
  })
  browser = await openBrowser()
})

afterEach(async () => {
  for (const { context } of opened.splice(0)) await context.close()
})

async function visit(): Promise<Page> {
  const visitor = await openPage(browser)
  opened.push(visitor)
  return visitor.page
}

async function continueWithSso(page: Page, email: string, from = '/login'): Promise<void> {
  await page.goto(desk.url + from)
  await page.getByRole('button', { name: 'Continue with single sign-on' }).click()
  await page.waitForURL((at) => at.origin === provider.issuer)
  if ((await page.locator('input[name=login]').count()) > 0) {
    await page.locator('input[name=login]').fill(email)
    await page.locator('input[name=password]').fill('any')
    await page.getByRole('button', { name: 'Sign-in' }).click()
  }
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL((at) => at.origin === desk.url)
}

async function beginSecondFactor(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Set up second factor' }).click()
  await page.getByLabel('Your password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Continue' }).click()
}

const roleOf = async (email: string) =>
  (await db().user.findUniqueOrThrow({ where: { email }, select: { role: true } })).role

describe('single sign-on', () => {
  it('makes the account with the role that the claim names, leads back, and takes the new role with the next sign-in', async () => {
    const email = 'asha@lender.example'
    provider.people.set(email, { desk_role: ['staff', 'ops'] })
    const page = await visit()
    await continueWithSso(page, email, '/login?callbackUrl=%2Fguidance')
    await page.waitForURL(`${desk.url}/guidance`)
    expect(await roleOf(email)).toBe('ops')
    provider.people.set(email, { desk_role: 'engineer' })
    await continueWithSso(await visit(), email)
    expect(await roleOf(email)).toBe('engineer')
  })

  it('lets nobody in without a role of ours, whose e-mail is unverified, whom another identity holds, or who is disabled', async () => {
    const refused = async (email: string, said: Record<string, unknown>) => {
      provider.people.set(email, said)
      const page = await visit()
      await continueWithSso(page, email)
      return page.getByRole('alert').filter({ hasText: /./ }).first().innerText()
    }
    expect(await refused('root@lender.example', { desk_role: 'root' })).toContain('no role of this desk')
    const unverified = { desk_role: 'admin', email_verified: false }
    expect(await refused('new@lender.example', unverified)).toContain('no verified e-mail address')
    expect(await refused('asha-2@lender.example', { desk_role: 'admin', email: 'asha@lender.example' })).toContain(
      'another identity',
    )
    await addUser(cli, { email: 'left@lender.example', role: 'ops' })
    await disableUser(cli, { email: 'left@lender.example' })
    expect(await refused('left@lender.example', { desk_role: 'admin' })).toContain('disabled')
    expect(await db().user.count({ where: { email: { in: ['root@lender.example', 'new@lender.example'] } } })).toBe(0)
    expect(await db().auditEntry.count({ where: { action: 'refuse.sign-in' } })).toBe(4)
  })

  it('sends no code to a provider whose metadata names another issuer', async () => {
    provider.people.set('asha@lender.example', { desk_role: 'ops' })
    const before = provider.exchanges()
    provider.impersonate('https://elsewhere.example')
    const page = await visit()
    await continueWithSso(page, 'asha@lender.example')
    await page.getByRole('alert').filter({ hasText: /./ }).first().waitFor()
    provider.impersonate(null)
    expect([new URL(page.url()).pathname, provider.exchanges()]).toEqual(['/login', before])
  })
})

describe('a person at their browser', () => {
  it('who is disabled is thrown out at the next click', async () => {
    await addUser(cli, { email: 'leaver@desk.example', role: 'ops', password: PASSWORD })
    const page = await visit()
    await signIn(page, desk.url, { email: 'leaver@desk.example', password: PASSWORD })
    await disableUser(cli, { email: 'leaver@desk.example' })
    await page.getByRole('link', { name: 'Guidance' }).first().click()
    await page.waitForURL((at) => at.pathname === '/login')
  })

  it('who signs out leaves a cookie that is worth nothing', async () => {
    await addUser(cli, { email: 'out@desk.example', role: 'ops', password: PASSWORD })
    const page = await visit()
    await signIn(page, desk.url, { email: 'out@desk.example', password: PASSWORD })
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
    const ask = async () => (await fetch(`${desk.url}/api/v1/journeys`, { headers: { cookie } })).status
    expect(await ask()).toBe(200)
    await page.getByRole('button', { name: /Account/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.waitForURL((at) => at.pathname === '/login')
    expect(await ask()).toBe(401)
  })

  it('sees where else they are signed in, ends that, and changes the password', async () => {
    const account = { email: 'two@desk.example', password: PASSWORD }
    await addUser(cli, { ...account, role: 'ops' })
    const [here, there] = [await visit(), await visit()]
    await signIn(there, desk.url, account)
    await signIn(here, desk.url, account)
    await here.goto(`${desk.url}/settings/account`)
    const sessions = here.getByRole('list', { name: 'Sessions' }).getByRole('listitem')
    await expect.poll(() => sessions.count(), PATIENCE).toBe(2)
    await here.getByRole('button', { name: 'Sign out all others' }).click()
    await here.getByLabel('Your password').fill('not the password')
    await here.getByRole('button', { name: 'Sign out the others' }).click()
    await here.getByText('The password is wrong.').waitFor()
    await here.getByLabel('Your password').fill(PASSWORD)
    await here.getByRole('button', { name: 'Sign out the others' }).click()
    await expect.poll(() => sessions.count(), PATIENCE).toBe(1)
    await there.goto(`${desk.url}/journeys`)
    expect(new URL(there.url()).pathname).toBe('/login')
    await here.getByLabel('Current password').fill(PASSWORD)
    await here.getByLabel('New password').fill('Password123!')
    await here.getByRole('button', { name: 'Change password' }).click()
    await here.getByText('too easy to guess').waitFor()
    await here.getByLabel('New password').fill('quiet river eleven lamps')
    await here.getByRole('button', { name: 'Change password' }).click()
    await here.getByText('Every other browser of yours is signed out').waitFor()
    await here.reload()
    expect(new URL(here.url()).pathname).toBe('/settings/account')
  })
})

describe('a second factor', () => {
  it('is set up by its QR code or key, asked for from then on, and takes no code twice', async () => {
    const account = { email: 'careful@desk.example', password: PASSWORD }
    await addUser(cli, { ...account, role: 'ops' })
    const page = await visit()
    await signIn(page, desk.url, account)
    await page.goto(`${desk.url}/settings/account`)
    await beginSecondFactor(page)
    await page.getByAltText('QR code for the authenticator app').waitFor()
    const key = (await page.getByTestId('totp-secret').innerText()).replaceAll(' ', '')
    const app = new TOTP({ secret: Secret.fromBase32(key) })
    const spent = app.generate()
    await page.getByLabel('Code of the app').fill(spent)
    await page.getByRole('button', { name: 'Turn on' }).click()
    const shown = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')
    await expect.poll(() => shown.count(), PATIENCE).toBe(10)
    const codes = await shown.allInnerTexts()
    const next = app.generate({ timestamp: Date.now() + 30_000 })
    const signInWith = async (code: string) => {
      const visitor = await visit()
      await visitor.goto(`${desk.url}/login`)
      await fillLogin(visitor, account)
      await visitor.getByLabel('Code').fill(code)
      await visitor.getByRole('button', { name: 'Sign in' }).click()
      const wrong = visitor.getByText('The code is wrong').waitFor()
      const inside = visitor.waitForURL((at) => at.pathname !== '/login')
      return Promise.any([wrong.then(() => 'wrong'), inside.then(() => 'in')])
    }
    expect(await signInWith(spent)).toBe('wrong')
    expect(await signInWith(next)).toBe('in')
    expect(await signInWith(next)).toBe('wrong')
    expect(await signInWith(codes[0] ?? '')).toBe('in')
    expect(await signInWith(codes[0] ?? '')).toBe('wrong')
    const row = await db().userTotp.findFirstOrThrow({ select: { ciphertext: true } })
    expect(Buffer.from(row.ciphertext).toString('latin1')).not.toContain(key)
  })
})

it('login and account have nothing that axe or the security policy minds, in either theme and on a phone', async () => {
  const account = { email: 'look@desk.example', password: PASSWORD }
  await addUser(cli, { ...account, role: 'ops' })
  const page = await visit()
  await page.goto(`${desk.url}/login?error=SsoRole`)
  expect(await axeViolations(page)).toEqual([])
  await signIn(page, desk.url, account)
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(page, theme)
    await page.goto(`${desk.url}/settings/account`)
    await beginSecondFactor(page)
    await page.getByTestId('totp-secret').waitFor()
    expect(await axeViolations(page), theme).toEqual([])
  }
  await page.setViewportSize(PHONE)
  await expectNoSidewaysScroll(page)
  expect(opened.flatMap(({ complaints }) => complaints.take())).toEqual([])
})
