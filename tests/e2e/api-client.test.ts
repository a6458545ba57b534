import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import openapiTS, { astToString } from 'openapi-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addUser } from '@/lib/commands/add-user'
import { createToken } from '@/lib/commands/create-token'
import { db } from '@/lib/store/client'
import { answerChecker, documentedAPI, operationsOf, type DocumentedAPI } from '@/tests/support/documented-api'
import { openLiveDesk, type LiveDesk } from '@/tests/support/live-desk'
import { sessionCookie } from '@/tests/support/session-cookie'
import { addTestApplication, sampleBody, signedHeaders } from '@/tests/support/webhooks'

/** The API's document against the server that it tells of: its addresses, its examples, a client made from it. */

const run = promisify(execFile)
const SYSTEM = { kind: 'system', name: 'cli' } as const
const JOURNEY_ID = 'b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9'
const DOCUMENT = '/api/v1/openapi.json'

let desk: LiveDesk
let document: DocumentedAPI
/** What the examples' variables stand for. */
let shell: Record<string, string>

beforeAll(async () => {
  desk = await openLiveDesk()
  const application = await addTestApplication()
  const { applicationID } = application
  const { token } = await createToken(SYSTEM, { name: 'script', scopes: ['read', 'triage'] })
  const cookie = await adminCookie()
  const findingIDs = await Promise.all([1, 2, 3].map((n) => insertFinding(applicationID, `j-${n}`)))
  shell = {
    DESK_URL: desk.url,
    DESK_TOKEN: token,
    DESK_COOKIE: cookie,
    APPLICATION_ID: applicationID,
    JOURNEY_ID,
    FINDING_ID: findingIDs[0] ?? '',
    INCIDENT_ID: await insertIncident(applicationID),
  }
  const body = sampleBody(application, { borrower: { profile: { dob: '1991-04-23' } } })
  const [, refused] = [await deliver(body, {}), await deliver(body, { secret: 'another' })]
  const [job, view, secret, target, rule] = await Promise.all([
    send('/findings/bulk', {
      filter: { findingIDs: [findingIDs[2]] },
      change: { note: 'Seen.' },
      reason: 'To try it.',
    }),
    send('/views', { screen: 'journeys', name: 'Ours', search: 'stuck=true', sharedWith: ['support'] }),
    send(`/applications/${applicationID}/secrets`, {}),
    send('/notifications/targets', { name: 'Mail', kind: 'email', address: 'desk@desk.example' }),
    send('/notifications/rules', { name: 'All', targetIDs: [] }),
  ])
  const made = await createToken(SYSTEM, { name: 'to be revoked', scopes: ['read'] })
  const person = await addUser(SYSTEM, { email: 'to-be-changed@desk.example', role: 'ops' })
  Object.assign(shell, {
    TOKEN_ID: made.tokenID,
    USER_ID: person.userID,
    TARGET_ID: target.targetID,
    RULE_ID: rule.id,
    NOTIFICATION_ID: await insertNotification(),
  })
  const setAside = { applicationID, subjectType: 'delivery', subjectID: refused, attempts: 5, lastError: 'RangeError' }
  await db().detectQueue.create({ data: setAside, select: { id: true } })
  Object.assign(shell, { DELIVERY_ID: refused, JOB_ID: job.jobID, VIEW_ID: view.id, SECRET_ID: secret.secretID })
  const answer = await fetch(desk.url + DOCUMENT, { headers: { authorization: `Bearer ${token}` } })
  document = documentedAPI.parse(await answer.json())

  async function deliver(bytes: string, options: { secret?: string }): Promise<string> {
    const headers = signedHeaders(application, bytes, options)
    await fetch(`${desk.url}/api/webhooks/platform`, { method: 'POST', body: bytes, headers })
    const { id } = await db().webhookDelivery.findFirstOrThrow({
      orderBy: { receivedAt: 'desc' },
      select: { id: true },
    })
    return id
  }
})

const anyFields = z.record(z.string(), z.unknown())

async function send(address: string, body: unknown): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/json', cookie: shell.DESK_COOKIE ?? '', origin: desk.url }
  const answer = await fetch(`${desk.url}/api/v1${address}`, { method: 'POST', headers, body: JSON.stringify(body) })
  expect(answer.ok, `${address}: ${await answer.clone().text()}`).toBe(true)
  return anyFields.parse(await answer.json())
}

async function adminCookie(): Promise<string> {
  const email = 'admin@desk.example'
  await addUser(SYSTEM, { email, role: 'admin' })
  return sessionCookie(email)
}

const at = new Date('2026-03-05T10:00:00Z')

async function insertFinding(applicationID: string, subjectID: string): Promise<string> {
  const findingID = randomUUID()
  const told = { condition: 'offers-pending', cause: 'aa-required', summary: 'AA is required', severity: 'high' }
  const subject = { subjectType: 'journey', subjectID, environment: 'live', status: 'open' }
  const seen = { firstSeenAt: at, lastSeenAt: at, occurrences: 1, episodes: [], rejectedCauses: [], confidence: 0.9 }
  const data = { applicationID, findingID, fingerprint: findingID, ...told, ...subject, ...seen }
  await db().finding.create({ data, select: { findingID: true } })
  return findingID
}

async function insertIncident(applicationID: string): Promise<string> {
  const incidentID = randomUUID()
  const told = { condition: 'journey-stalled', cause: 'undetermined', summary: 'A lender is down', reasons: [] }
  const place = { kind: 'lender-outage', subject: 'Lender', status: 'open', fromAt: at, lastAt: at, digest: '' }
  await db().incident.create({ data: { applicationID, incidentID, ...told, ...place }, select: { incidentID: true } })
  return incidentID
}

async function insertNotification(): Promise<string> {
  const [applicationID, deliveryID] = ['00000000-0000-0000-0000-000000000000', randomUUID()]
  const told = { kind: 'test', title: 'A test', payload: {}, thread: deliveryID, dedupKey: deliveryID }
  const data = { applicationID, deliveryID, ...told, state: 'failed', dueAt: at, createdAt: at }
  await db().notificationDelivery.create({ data, select: { deliveryID: true } })
  return deliveryID
}

const MANIFEST = '.next/app-path-routes-manifest.json'
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

it('the document tells of every address and method of the build, and of none that is not there', async () => {
  const routes = Object.values(z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(MANIFEST, 'utf8'))))
  const addresses = routes.filter((route) => route.startsWith('/api/v1/') && !route.includes('[...'))
  const answered = (await Promise.all(addresses.map(methodsOf))).flat()
  const documented = operationsOf(document).map(({ name }) => name)
  expect(answered.filter((name) => !documented.includes(name))).toEqual([])
  expect(documented.filter((name) => !answered.includes(name))).toEqual([])
})

/** To a stranger, a method that is there says 401 and one that is not says 405. */
async function methodsOf(address: string): Promise<string[]> {
  const url = desk.url + address.replace(/\[\w+\]/g, randomUUID())
  const answers = await Promise.all(METHODS.map((method) => fetch(url, { method }).then(({ status }) => status)))
  for (const status of answers) expect([401, 405], address).toContain(status)
  const documented = address.slice('/api/v1'.length).replace(/\[(\w+)\]/g, '{$1}')
  return METHODS.filter((_, place) => answers[place] === 401).map((method) => `${method} ${documented}`)
}

it('every example is a command that works, and its answer is what the document says', async () => {
  const check = answerChecker(document)
  const problems: string[] = []
  const examples = operationsOf(document).flatMap((operation) =>
    operation.example === null ? [] : [{ operation, command: operation.example }],
  )
  // What an example deletes is needed by the others.
  const deletesLast = examples.toSorted((a, b) => Number(isDelete(a)) - Number(isDelete(b)))
  for (const { operation, command } of deletesLast) {
    const { status, body } = await runExample(command)
    const problem = status >= 300 ? JSON.stringify(body) : check(operation, status, body)
    if (problem !== null) problems.push(`${operation.name} ${status}: ${problem}`)
  }
  expect(problems).toEqual([])
  expect(examples.length).toBeGreaterThan(30)
})

const isDelete = ({ operation }: { operation: { name: string } }) => /^DELETE |\/erase$/.test(operation.name)

async function runExample(command: string): Promise<{ status: number; body: unknown }> {
  const { stdout } = await run('sh', ['-c', `${command} -w '\\n%{http_code}'`], { env: { ...process.env, ...shell } })
  const end = stdout.lastIndexOf('\n')
  const text = stdout.slice(0, end)
  return {
    status: Number(stdout.slice(end + 1)),
    body: text === '' ? null : text.startsWith('{') ? JSON.parse(text) : text,
  }
}

describe('a client generated from the document', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'desk-client-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('compiles, refuses what is not documented, and reads and changes over the real server', async () => {
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'), 'dir')
    writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(path.join(folder, 'api.d.ts'), astToString(await openapiTS(JSON.stringify(document))))
    copyFileSync('tests/e2e/api-client/smoke.ts.txt', path.join(folder, 'smoke.ts'))
    const options = ['--strict', '--noEmit', '--module', 'esnext', '--moduleResolution', 'bundler', '--types', 'node']
    const files = ['--target', 'es2023', '--skipLibCheck', 'smoke.ts']
    const tsc = path.resolve('node_modules/typescript/bin/tsc')
    const compiled = await run(process.execPath, [tsc, ...options, ...files], { cwd: folder }).catch(saidOf)
    expect(compiled.stdout).toBe('')
    const env = { ...process.env, ...shell, FINDING_ID: await insertFinding(shell.APPLICATION_ID ?? '', 'j-9') }
    const { stdout } = await run(process.execPath, ['--import', 'tsx', 'smoke.ts'], { cwd: folder, env })
    const said = z
      .object({ ids: z.array(z.string()) })
      .loose()
      .parse(JSON.parse(stdout))
    expect(said.ids).toContain(env.FINDING_ID)
    expect(said).toMatchObject({
      again: 304,
      changed: 'asha@desk.example',
      outdated: 'PRECONDITION_FAILED',
      refused: 'severity: must be one of critical, high, medium, low',
      missing: 404,
      left: expect.stringMatching(/^"token";r=\d+;t=\d+$/),
    })
  })
})

const saidOf = (error: unknown) => z.object({ stdout: z.string() }).parse(error)
