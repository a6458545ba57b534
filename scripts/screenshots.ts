import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Principal } from '@/lib/auth/principal'
import { addApplication } from '@/lib/commands/add-application'
import { addSecret } from '@/lib/commands/add-secret'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { extendEnv } from '@/lib/env'
import { listDeliveries } from '@/lib/query/deliveries'
import { listFindings } from '@/lib/query/findings'
import { readStatus } from '@/lib/query/status'
import { captureScreens } from '@/scripts/browser/capture'
import { launchBrowser } from '@/scripts/browser/launch'
import { sendRefusedWebhooks } from '@/scripts/browser/refused-webhooks'
import { screenPaths } from '@/scripts/browser/screens'
import { buildIfStale } from '@/scripts/runtime/build-fresh'
import type { DemoAccount } from '@/scripts/runtime/demo-account'
import { fail } from '@/scripts/runtime/fail'
import { createDesk } from '@/scripts/runtime/run-desk'
import { openSimulation } from '@/scripts/runtime/simulation'

/** `npm run screenshots`: each screen, light and dark, wide and narrow, on simulated history, into screenshots/. */

const FOLDER = 'screenshots'
const HISTORY = ['--days', '14', '--journeys', '400', '--seed', '7']
const SYSTEM: Principal = { kind: 'system', name: 'cli' }

async function openAccount(): Promise<DemoAccount> {
  const [applicationID, tenantID, email] = [randomUUID(), randomUUID(), 'asha@lending.example']
  const baseURL = 'https://platform.example'
  await addApplication(SYSTEM, { name: 'Acme Borrow', tenantID, applicationID, environment: 'live', baseURL })
  const { value: secret = '' } = await addSecret(SYSTEM, { applicationID })
  const { token } = await createToken(SYSTEM, { name: 'receiver', scopes: ['ingest', 'read'] })
  const { password = '' } = await addUser(SYSTEM, { email, role: 'admin' })
  const unused = { platformPort: 0, apiKey: '', historyDone: false }
  return { email, password, applicationID, tenantID, secret, token, ...unused }
}

async function fill(url: string, account: DemoAccount): Promise<ReturnType<typeof screenPaths>> {
  const simulation = openSimulation()
  if ((await simulation.run('history', account, url, HISTORY)) !== 0) throw new Error('no history could be fed.')
  await untilJudged()
  const journeys = (await listFindings(SYSTEM, { status: 'open', limit: 12 })).data.map(({ subject }) => subject.id)
  await sendRefusedWebhooks(url, account, journeys)
  await untilJudged()
  const [finding] = (await listFindings(SYSTEM, { condition: 'offers-pending', status: 'open' })).data
  const [delivery] = (await listDeliveries(SYSTEM, { verdict: 'signature-mismatch' })).data
  if (!finding || !delivery) throw new Error('the history holds nothing to show.')
  return screenPaths({ journeyID: finding.subject.id, findingID: finding.id, deliveryID: delivery.id })
}

async function untilJudged(): Promise<void> {
  while ((await readStatus(SYSTEM)).detection.due > 0) await sleep(200)
}

async function run(): Promise<void> {
  const prepare = async (stopped: AbortSignal) => void (await buildIfStale(stopped))
  const desk = createDesk({ dev: false, beforeServing: prepare })
  const url = `http://localhost:${await desk.start()}`
  try {
    const account = await openAccount()
    const screens = await fill(url, account)
    const browser = await launchBrowser()
    mkdirSync(FOLDER, { recursive: true })
    const count = await captureScreens(browser, { url, account, screens, folder: FOLDER })
    await browser.close()
    console.log(`${count} screenshots are in ${FOLDER}/`)
  } finally {
    await desk.close()
  }
}

const data = mkdtempSync(path.join(tmpdir(), 'desk-screenshots-'))
process.once('exit', () => rmSync(data, { recursive: true, force: true }))
extendEnv({ NODE_ENV: 'production', DESK_ROLE: 'all', DESK_DATA_DIR: data, PORT: '0', LOG_LEVEL: 'error' })
run().then(
  () => process.exit(),
  (error: unknown) => fail(error, 'No screenshots'),
)
