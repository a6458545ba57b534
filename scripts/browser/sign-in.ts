import type { Page } from 'playwright-core'

/** Signs in as a person does. Resolves once the page that was asked for is there. */
export async function signIn(page: Page, url: string, account: { email: string; password: string }): Promise<void> {
  await page.goto(`${url}/login`)
  await fillLogin(page, account)
  await page.waitForURL((at) => at.pathname !== '/login')
}

export async function fillLogin(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
