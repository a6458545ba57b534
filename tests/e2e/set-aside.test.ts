import { beforeAll, expect, it } from 'vitest'
import { addUser } from '@/lib/commands/add-user'
import { db } from '@/lib/store/client'
import { axeViolations, expectNoSidewaysScroll, openBrowser, openPage, PHONE } from '@/tests/support/browser'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { PATIENT } from '@/tests/support/patience'
import { sessionCookie } from '@/tests/support/session-cookie'
import { addTestApplication } from '@/tests/support/webhooks'

let desk: LiveDesk
beforeAll(async () => {
  desk = await openLiveDesk()
})

it('Status shows an engineer what was set aside, and a press has it tried again', async () => {
  const { applicationID } = await addTestApplication()
  const subject = { applicationID, subjectType: 'journey', subjectID: 'j-poisoned' }
  const lastError = 'RangeError: Invalid time value'
  await db().detectQueue.create({ data: { ...subject, attempts: 5, lastError }, select: { id: true } })
  const email = 'engineer@desk.example'
  await addUser({ kind: 'system', name: 'cli' }, { email, role: 'engineer' })
  const { page, context } = await openPage(await openBrowser())
  const [name = '', value = ''] = (await sessionCookie(email)).split(/=(.*)/s)
  await context.addCookies([{ name, value, url: desk.url }])
  await page.goto(`${desk.url}/settings/status`)
  const panel = page.getByRole('region', { name: /^Set aside/ })
  await panel.getByText(lastError).waitFor()
  expect(await axeViolations(page)).toEqual([])
  const shots = process.env.SHOTS
  if (shots) await page.screenshot({ path: `${shots}/light.png`, fullPage: true })
  await page.setViewportSize(PHONE)
  await expectNoSidewaysScroll(page)
  if (shots) {
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.screenshot({ path: `${shots}/dark.png`, fullPage: true })
  }
  await panel.getByRole('button', { name: /^Try again/ }).click()
  await panel.waitFor({ state: 'detached' })
  await expect.poll(() => db().detectQueue.count({ where: { subjectID: 'j-poisoned' } }), PATIENT).toBe(0)
})
