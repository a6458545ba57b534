import { spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { signIn } from '@/scripts/browser/sign-in'
import { openBrowser, openPage, stillBox, type OpenedPage } from '@/tests/support/browser'
import { sampleCall } from '@/tests/support/calls'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { PATIENT } from '@/tests/support/patience'
import { runSQL } from '@/tests/support/sql'

/** Calls on their way from a partner's systems to the screens of Errors and Rate limits. */

const APPLICATION = '0b5e7a52-6e0f-4f3e-8a57-52a9d5c3f1b0'
const EMAIL = 'ops@desk.example'
const SECOND = 1_000

let desk: LiveDesk
let platform: Server
let platformURL: string
let token: string
let opened: OpenedPage
let page: Page

beforeAll(async () => {
  desk = await openLiveDesk()
  platform = createServer((_request, response) => response.writeHead(401).end('{}'))
  await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve))
  platformURL = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`
  const ids = ['--tenant', APPLICATION, '--application', APPLICATION]
  await desk.cli(['application', 'add', '--name', 'Acme', ...ids, '--environment', 'live', '--base-url', platformURL])
  const [made, user] = await Promise.all([
    desk.cli(['token', 'create', '--name', 'systems', '--scope', 'ingest']),
    desk.cli(['user', 'add', '--email', EMAIL, '--role', 'ops']),
  ])
  token = String(made.token)
  opened = await openPage(await openBrowser())
  page = opened.page
  await signIn(page, desk.url, { email: EMAIL, password: String(user.password) })
})
afterAll(() => platform.close())
afterEach(() => {
  expect(opened.complaints.take()).toEqual([])
})

const groups = () => page.getByRole('region', { name: 'Errors by code, route and caller' })
const searchOf = () => new URL(page.url()).searchParams

async function post(records: unknown[]): Promise<unknown> {
  const response = await fetch(`${desk.url}/api/ingest/api-calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ records }),
  })
  return { status: response.status, ...(await response.json()) }
}

/** So many seconds ago. */
const call = (secondsAgo: number, own: Record<string, unknown>) =>
  sampleCall(
    { applicationID: APPLICATION },
    { occurredAt: new Date(Date.now() - secondsAgo * SECOND).toISOString(), ...own },
  )

/** Numbers of one column of the table behind the chart. */
async function chartColumn(name: string): Promise<number[]> {
  const table = page.getByRole('region', { name: 'Error rate at each time' })
  if (!(await table.isVisible())) await page.getByRole('button', { name: 'Show as table' }).click()
  const heads = await table.getByRole('columnheader').allTextContents()
  const cells = await table.locator(`tbody td:nth-child(${heads.indexOf(name) + 1})`).allTextContents()
  return cells.map(Number).filter((value) => Number.isFinite(value))
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

describe('calls', () => {
  it('of an OpenTelemetry SDK that knows its two environment variables alone are on the Errors screen in seconds', async () => {
    const client = path.resolve('tests/support/otel-client.mjs')
    const child = spawn(process.execPath, [client, `POST ${platformURL}/api/v1/headless/sessions`], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'test',
        OTEL_EXPORTER_OTLP_ENDPOINT: `${desk.url}/api/ingest/otlp`,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${token}`,
      },
    })
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0)
    await page.goto(`${desk.url}/errors`)
    const row = groups().getByRole('row').filter({ hasText: 'POST /sessions' })
    await row.getByRole('link', { name: 'borrower-app', exact: true }).waitFor()
    expect(await row.textContent()).toContain('401')
    await row.getByRole('link', { name: /^Sample calls/ }).click()
    await page.getByText('POST /api/v1/headless/sessions').waitFor()
  })

  it('that come three times at once count once: rows, rollups, chart and hotspots', async () => {
    const records = Array.from({ length: 300 }, (_, index) =>
      call(600 + index, { callID: `thrice-${index}`, caller: 'loader', status: 429, errorCode: 'RATE_LIMITED' }),
    )
    const answers = await Promise.all([post(records), post(records), post(records)])
    expect(answers).toMatchObject([{ status: 202 }, { status: 202 }, { status: 202 }])
    const [stored] = await runSQL(
      desk.database.url,
      `SELECT (SELECT count(*)::int FROM api_call WHERE caller = 'loader') AS rows,
              (SELECT sum(calls)::int FROM call_rollup WHERE caller = 'loader' AND step_minutes = 5) AS fine,
              (SELECT sum(calls)::int FROM call_rollup WHERE caller = 'loader' AND step_minutes = 60) AS coarse`,
    )
    expect(stored).toEqual({ rows: 300, fine: 300, coarse: 300 })
    await page.goto(`${desk.url}/errors?caller=loader&range=1h`)
    await groups()
      .getByRole('link', { name: /^Sample calls/ })
      .waitFor()
    expect(sum(await chartColumn('Calls'))).toBe(300)
    expect(sum(await chartColumn('RATE_LIMITED'))).toBe(300)
    await page.goto(`${desk.url}/rate-limits`)
    await page.getByText('300 of 301 calls were limited').waitFor()
  })
})

describe('the Errors screen', () => {
  it('zooms to what is brushed, shows all again, and takes a time range of one’s own', async () => {
    await page.goto(`${desk.url}/errors?range=1h`)
    const plot = await stillBox(page.locator('.recharts-wrapper').first())
    const y = plot.y + plot.height / 2
    await page.mouse.move(plot.x + plot.width * 0.5, y)
    await page.mouse.down()
    await page.mouse.move(plot.x + plot.width * 0.7, y, { steps: 4 })
    await page.mouse.move(plot.x + plot.width * 0.8, y, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL((at) => at.searchParams.has('from'))
    const [from, to] = ['from', 'to'].map((name) => Date.parse(searchOf().get(name) ?? ''))
    expect((to ?? 0) - (from ?? 0)).toBeGreaterThanOrEqual(300 * SECOND)
    await page.getByRole('list', { name: 'Filters' }).getByRole('link').click()
    await page.waitForURL((at) => !at.searchParams.has('from'))

    await page.getByRole('button', { name: /^Time range/ }).click()
    await page.getByRole('menuitem', { name: 'Custom…' }).click()
    await page.getByRole('textbox', { name: 'From' }).fill('2026-01-02T10:00')
    await page.getByRole('textbox', { name: 'To' }).fill('2026-01-02T09:00')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByRole('alert').getByText('The range ends before it begins').waitFor()
    await page.getByRole('textbox', { name: 'To' }).fill('2026-01-02T11:00')
    await page.getByRole('button', { name: 'Show', exact: true }).click()
    await page.getByText('No call received in this time range').first().waitFor()
    expect(Date.parse(searchOf().get('to') ?? '') - Date.parse(searchOf().get('from') ?? '')).toBe(3_600 * SECOND)
    await page.getByRole('button', { name: /^Time range/ }).click()
    await page.getByRole('menuitemradio', { name: 'Last 1 h' }).click()
    await page.waitForURL((at) => !at.searchParams.has('from'))
  })

  it('narrows to what is clicked in its legend, and widens again', async () => {
    await page.goto(`${desk.url}/errors?range=1h`)
    await page.getByRole('link', { name: 'RATE_LIMITED', exact: true }).first().click()
    await page.waitForURL((at) => at.searchParams.get('code') === 'RATE_LIMITED')
    await page.getByRole('list', { name: 'Filters' }).getByRole('link').click()
    await page.waitForURL((at) => !at.searchParams.has('code'))
  })
})

describe('the Rate limits screen', () => {
  it('shows how long a caller waits after a 429, whether it obeys Retry-After, and what the fix would save', async () => {
    const chain = (index: number) => {
      const own = { caller: 'hasty', path: `/api/v1/headless/journeys/hasty-${index}/state`, durationMs: 20 }
      const limited = { ...own, status: 429, errorCode: 'RATE_LIMITED', retryAfterMs: 6_000 }
      const start = 400 - index * 30
      return [call(start, limited), call(start - 1, limited), call(start - 2, limited), call(start - 12, own)]
    }
    await post(Array.from({ length: 6 }, (_, index) => chain(index)).flat())
    await page.goto(`${desk.url}/rate-limits?range=1h`)
    const table = page.getByRole('region', { name: '429 hotspots' })
    const row = table.getByRole('row').filter({ hasText: 'hasty' }).first()
    await row.getByRole('link', { name: /^After a 429/ }).click()
    await page.waitForURL((at) => at.searchParams.has('open'))
    const gaps = page.getByRole('region', { name: 'Gaps after a 429' })
    await gaps.getByText('Show as table').click()
    expect(await gaps.getByRole('row').filter({ hasText: '≤ 1 s' }).textContent()).toBe('≤ 1 s120')
    const follows = page.getByRole('region', { name: 'What follows' })
    expect(await follows.textContent()).toContain('about 12 of 18')
    await vi.waitFor(async () => {
      await page.reload()
      await row.getByText('missing backoff').waitFor({ timeout: 2_000 })
    }, PATIENT)
  })
})
