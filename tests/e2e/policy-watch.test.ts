import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from '@/tests/support/browser'
import { takeTally, type PolicyTally } from '@/tests/support/policy-watch'

/** That the other files count no violation means something only where one would be seen. */

let browser: Browser
let site: Server
let url: string

beforeAll(async () => {
  browser = await openBrowser()
  site = createServer((_request, response) => {
    response.setHeader('Content-Security-Policy', "script-src 'none'")
    response.setHeader('Content-Type', 'text/html').end('<script>document.title = "ran"</script>')
  })
  await new Promise<void>((resolve) => site.listen(0, resolve))
  url = `http://localhost:${(site.address() as AddressInfo).port}/`
  afterAll(() => site.close())
})

it('counts each document and each refusal, whoever opened the page', async () => {
  const page = await (await browser.newContext()).newPage()
  const other = await browser.newPage()
  await page.goto(url)
  await page.reload()
  await other.goto(url)
  expect(await other.title()).not.toBe('ran')
  const total: PolicyTally = { documents: 0, violations: [] }
  await expect
    .poll(() => {
      const { documents, violations } = takeTally()
      total.documents += documents
      total.violations.push(...violations)
      return [total.documents, total.violations.length]
    })
    .toEqual([3, 3])
  expect(total.violations[0]).toContain('script-src')
})
