import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { addApplication } from '@/lib/commands/add-application'
import { addUser } from '@/lib/commands/add-user'
import { changeNotificationRule } from '@/lib/commands/change-notification-rule'
import { listNotificationRules } from '@/lib/query/notifications'
import { signIn } from '@/scripts/browser/sign-in'
import {
  axeViolations,
  expectNoSidewaysScroll,
  openBrowser,
  openPage,
  PHONE,
  type OpenedPage,
} from '@/tests/support/browser'
import { startPeer, type HttpPeer, type PeerRequest } from '@/tests/support/http-peer'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { cli, putFindings, startMailServer, type MailServer } from '@/tests/support/notify'
import { PATIENT } from '@/tests/support/patience'
import { runSQL } from '@/tests/support/sql'

/** Targets and rules made on screen, told through a real mail server and a real receiver of signed webhooks. */

const applicationID = randomUUID()
const ADDRESS = { email: 'admin@desk.example' }

let desk: LiveDesk
let mail: MailServer
let peer: HttpPeer
let opened: OpenedPage
let page: Page
let secret = ''

beforeAll(async () => {
  mail = await startMailServer()
  peer = await startPeer((_request, response) => void response.end('ok'))
  desk = await openLiveDesk({ SMTP_URL: mail.url })
  const named = { name: 'Acme live', tenantID: randomUUID(), environment: 'live', baseURL: desk.url } as const
  await addApplication(cli, { ...named, applicationID })
  const { password } = await addUser(cli, { ...ADDRESS, role: 'admin' })
  opened = await openPage(await openBrowser())
  page = opened.page
  await signIn(page, desk.url, { ...ADDRESS, password: password ?? '' })
  await page.goto(`${desk.url}/settings/notifications`)
})

afterAll(() => Promise.all([mail.close(), peer.close()]))

afterEach(() => {
  // A refused PATCH is told on the page; the browser notes it on the console as well.
  expect(opened.complaints.take().filter((line) => !line.includes('412'))).toEqual([])
})

const dialog = () => page.getByRole('dialog')

async function addTarget(kind: 'signed webhook' | 'e-mail', name: string, address: string): Promise<void> {
  await page.getByRole('button', { name: 'Add target' }).click()
  await dialog().getByRole('button', { name: /^Kind/ }).click()
  await page.getByRole('menuitemradio', { name: kind }).click()
  await dialog().getByLabel('Name').fill(name)
  await dialog()
    .getByLabel(kind === 'e-mail' ? 'E-mail addresses' : 'URL', { exact: true })
    .fill(address)
  const privateHost = dialog().getByLabel(/private network/)
  if (kind === 'signed webhook') await privateHost.check()
  await dialog().getByRole('button', { name: 'Add target' }).click()
}

const told = () => peer.requests.map((request) => verified(request))

function verified({ headers, body }: PeerRequest): { type: string; data: { title: string; count: number } } {
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
  return new Webhook(secret).verify(body, plain) as ReturnType<typeof verified>
}

const mailed = () => mail.mails.map(({ raw }) => /^Subject: (\w+)/m.exec(raw)?.[1])

describe('what holds', () => {
  it('is told to a signed webhook and by e-mail as soon as target and rule are made on screen', async () => {
    await addTarget('signed webhook', 'Pager', `${peer.baseURL}/hook`)
    secret = await dialog()
      .getByText(/^whsec_/)
      .innerText()
    await dialog().getByRole('button', { name: 'I have stored it' }).click()
    await addTarget('e-mail', 'On call', 'oncall@desk.example')
    await page.getByRole('list', { name: 'Targets' }).getByText('On call').first().waitFor()

    await page.getByRole('button', { name: 'Add rule' }).click()
    await dialog().getByLabel('Name').fill('Stuck at lenders')
    await dialog().getByLabel('Minutes it has to hold').fill('0')
    await dialog().getByLabel('Minutes without it until it is over').fill('0')
    await dialog().getByRole('button', { name: 'Add rule' }).click()
    await page.getByRole('list', { name: 'Rules' }).getByText('Stuck at lenders').first().waitFor()

    const since = new Date(Date.now() - 60_000)
    await putFindings(desk.database.url, [{ applicationID, findingID: randomUUID(), since }])
    await expect
      .poll(told, PATIENT)
      .toMatchObject([
        { type: 'finding.firing', data: { condition: 'offers-pending', count: 1, application: 'Acme live' } },
      ])
    await expect.poll(mailed, PATIENT).toEqual(['Found'])
    expect(mail.mails[0]?.to).toEqual(['oncall@desk.example'])
  })

  it('is told to be over by both, and the log shows the four messages', async () => {
    await runSQL(desk.database.url, `UPDATE finding SET status = 'resolved', resolved_at = now()`)
    await expect.poll(told, PATIENT).toMatchObject([{ type: 'finding.firing' }, { type: 'finding.recovered' }])
    await expect.poll(mailed, PATIENT).toEqual(['Found', 'Over'])
    const lines = page.getByRole('list', { name: 'Messages' }).getByRole('listitem')
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'Read again' }).click()
        const shown = await lines.allInnerTexts()
        return shown
          .map((line) => `${/found|over/.exec(line)} ${/sent/.exec(line)} ${/Pager|On call/.exec(line)}`)
          .toSorted()
      }, PATIENT)
      .toEqual(['found sent On call', 'found sent Pager', 'over sent On call', 'over sent Pager'])
  })
})

describe('the screen', () => {
  it('takes another secret for a target, which the next message is signed with, and refuses a private address', async () => {
    const changed = `whsec_${Buffer.from('b'.repeat(32)).toString('base64')}`
    await page.getByRole('button', { name: 'Change the target Pager' }).click()
    expect(await dialog().getByLabel('URL', { exact: true }).inputValue()).toBe('')
    await dialog()
      .getByLabel(/private network/)
      .uncheck()
    await dialog().getByLabel('URL', { exact: true }).fill('https://192.168.0.1/hook')
    await dialog().getByRole('button', { name: 'Save target' }).click()
    await dialog()
      .getByText(/private|address/i)
      .and(page.getByRole('status'))
      .waitFor()
    opened.complaints.take()
    await dialog().getByLabel('URL', { exact: true }).fill('')
    await dialog()
      .getByLabel(/private network/)
      .check()
    await dialog().getByLabel('Signing secret').fill(changed)
    await dialog().getByRole('button', { name: 'Save target' }).click()
    await dialog().waitFor({ state: 'detached' })
    secret = changed
    peer.requests.length = 0
    await page.getByRole('button', { name: 'Send test to Pager' }).click()
    await expect.poll(told, PATIENT).toMatchObject([{ type: 'desk.test' }])
    expect(await page.content()).not.toContain(changed.slice(6))
  })

  it('tells the later of two people what the earlier changed, and keeps what they typed', async () => {
    const [rule] = (await listNotificationRules(cli)).data
    await page.getByRole('button', { name: 'Change the rule Stuck at lenders' }).click()
    await dialog().getByLabel('Name').fill('Mine')
    await changeNotificationRule(cli, rule?.id ?? '', { pendingMinutes: 7 })
    await dialog().getByRole('button', { name: 'Save rule' }).click()
    await dialog().getByText('changed the minutes it has to hold (now 7) meanwhile').waitFor()
    expect(await dialog().getByLabel('Name').inputValue()).toBe('Mine')
    await dialog().getByRole('button', { name: 'Save rule' }).click()
    await page.getByRole('list', { name: 'Rules' }).getByText('Mine').first().waitFor()
  })

  it('has nothing that axe objects to, nor that is wider than a phone', async () => {
    expect(await axeViolations(page)).toEqual([])
    await page.setViewportSize(PHONE)
    await page.getByRole('button', { name: 'Change the target Pager' }).click()
    await dialog().getByLabel('Signing secret').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await expectNoSidewaysScroll(page)
  })
})
