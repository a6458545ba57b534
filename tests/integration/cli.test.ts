import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { activeAndKnownSecrets } from '@/lib/store/secrets'
import { db } from '@/lib/store/client'
import { runProgram } from '@/scripts/desk/program'
import { duration, scopes } from '@/scripts/desk/parse'
import { createTestDatabase, type TestDatabase } from '@/tests/support/database'

const APPLICATION = 'fbb1fd74-c502-4419-83f3-82a2a019fc9a'
const TENANT = '8b6a3eb1-ffcb-4094-9f7d-2802c2cb5a61'
const ADD = [
  'application',
  'add',
  '--name',
  'Lending',
  '--tenant',
  TENANT,
  '--environment',
  'live',
  '--base-url',
  'https://api.example.com',
]

let database: TestDatabase

/** Each command is a process that may have to start a database, on a machine that is busy with other tests. */
const PROCESSES_MS = 120_000

beforeAll(async () => {
  database = await createTestDatabase()
  expect((await desk([...ADD, '--application', APPLICATION, '--json'])).json()).toEqual({ applicationID: APPLICATION })
})

interface Ran {
  code: number | null
  out: string
  error: string
  json: () => Record<string, unknown>
}

const ran = (code: number | null, out: string, error: string): Ran => ({
  code,
  out,
  error,
  json: () => z.record(z.string(), z.unknown()).parse(JSON.parse(out)),
})

/** In this process: fast. */
async function desk(argv: string[]): Promise<Ran> {
  let [out, error] = ['', '']
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true))
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((error += String(text)), true))
  try {
    return ran(await runProgram(argv), out, error)
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}

/** As people run it. */
async function run(argv: string[], env: Record<string, string | undefined>, stdin = ''): Promise<Ran> {
  const child = spawn(process.execPath, ['scripts/run.mjs', 'desk', ...argv], {
    env: { ...process.env, ...env },
  })
  let [out, error] = ['', '']
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (error += String(chunk)))
  child.stdin.end(stdin)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return ran(code, out, error)
}

describe('with --json', () => {
  it(
    'prints one JSON object and nothing else, in a process of its own with a value from standard input',
    { timeout: PROCESSES_MS },
    async () => {
      const argv = ['secret', 'add', '--application', APPLICATION, '--value-stdin', '--json']
      const added = await run(argv, database.env, 'whsec from the platform\n')
      expect(added.error).toBe('')
      expect(added.out).toMatch(/^\{[^\n]*\}\n$/)
      expect(added.json()).toEqual({ secretID: expect.any(String) })
      expect((await activeAndKnownSecrets(APPLICATION)).map((secret) => secret.value)).toContain(
        'whsec from the platform',
      )
    },
  )

  it('tells what each command made, and what exists without the values', async () => {
    const secret = (await desk(['secret', 'add', '--application', APPLICATION, '--overlap', '24h', '--json'])).json()
    expect(secret).toEqual({ secretID: expect.any(String), value: expect.stringMatching(/^whsec_/) })
    const listed = await desk(['secret', 'list', '--json'])
    expect(listed.json()).toMatchObject({
      secrets: expect.arrayContaining([
        expect.objectContaining({ secretID: secret.secretID, status: 'active', lastVerifiedAt: null }),
      ]),
    })
    expect(listed.out).not.toContain(secret.value)
    const retired = await desk(['secret', 'retire', '--id', String(secret.secretID), '--json'])
    expect(retired.json()).toMatchObject({ secretID: secret.secretID })

    const token = (await desk(['token', 'create', '--name', 'reader', '--scope', 'read,triage', '--json'])).json()
    expect(token).toEqual({ tokenID: expect.any(String), token: expect.stringMatching(/^jd_/) })
    expect((await desk(['token', 'list', '--json'])).out).not.toContain(token.token)
    expect((await desk(['token', 'revoke', '--id', String(token.tokenID), '--json'])).json()).toEqual({
      tokenID: token.tokenID,
    })

    const user = (await desk(['user', 'add', '--email', 'Ops@desk.example', '--role', 'ops', '--json'])).json()
    expect(user).toMatchObject({ email: 'ops@desk.example', password: expect.any(String) })
    expect((await desk(['user', 'list', '--json'])).json()).toMatchObject({
      users: [{ email: 'ops@desk.example', role: 'ops' }],
    })
    expect((await desk(['user', 'disable', '--email', 'ops@desk.example', '--json'])).json()).toEqual({
      email: 'ops@desk.example',
    })

    const key = 'wait.OFFERS_PENDING.minutes'
    expect((await desk(['settings', 'get', key, '--json'])).json()).toEqual({ key, value: 10 })
    const set = ['settings', 'set', key, '7', '--application', APPLICATION, '--json']
    expect((await desk(set)).json()).toEqual({ key, value: 7, applicationID: APPLICATION })
    expect((await desk(['settings', 'get', '--json'])).json()).toMatchObject({ settings: { [key]: 10 } })

    expect((await desk(['application', 'list', '--json'])).json()).toMatchObject({
      applications: [{ applicationID: APPLICATION }],
    })
    expect((await desk(['migrate', '--json'])).json()).toEqual({ applied: [] })
    expect((await desk(['status', '--json'])).json()).toMatchObject({
      database: { reachable: true, kind: 'external' },
      migrations: { pending: [], problems: [] },
      applications: [{ applicationID: APPLICATION, sources: { receiver: null, batch: null, otlp: null } }],
      detection: { due: 0, lagSeconds: 0 },
    })
  })
})

describe('a bad argument', () => {
  it.each([
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['no command', [], /Name a command: migrate, status/],
    ['half a command', ['token'], /Name a command: create, list, revoke/],
    ['an unknown option', ['status', '--colour'], /unknown option '--colour'/],
    ['a missing option', ['secret', 'add'], /--application <uuid>' not specified/],
    ['an application that is no UUID', ['secret', 'add', '--application', '1'], /'1' is invalid. It must be a UUID/],
    ['an application that is unknown', ['secret', 'add', '--application', TENANT], /There is no application 8b6a3eb1/],
    ['an application that exists', [...ADD, '--application', APPLICATION], /is known already/],
    [
      'an overlap without a unit',
      ['secret', 'add', '--application', APPLICATION, '--overlap', '24'],
      /for example 24h/,
    ],
    [
      'a scope that does not exist',
      ['token', 'create', '--name', 'x', '--scope', 'read,write'],
      /ingest, read, triage, sync/,
    ],
    [
      'a role that does not exist',
      ['user', 'add', '--email', 'a@b.example', '--role', 'root'],
      /support, ops, engineer, admin/,
    ],
    [
      'an e-mail that is none',
      ['user', 'add', '--email', 'nobody', '--role', 'ops'],
      /email must be an e-mail address/,
    ],
    ['a setting that does not exist', ['settings', 'set', 'x', '1'], /It must be one of wait\./],
    ['a value that does not fit', ['settings', 'set', 'pulls.mode', 'never'], /off, on demand or scheduled/],
    ['an ID that is unknown', ['token', 'revoke', '--id', TENANT], /There is no token 8b6a3eb1/],
    ['a history of no days', ['simulate', 'history', '--days', '0'], /--days <n>.*above 0, at most 90/],
    [
      'a desk that does not answer',
      ['simulate', 'history', '--target', 'http://127.0.0.1:9'],
      /No desk answers at http:\/\/127.0.0.1:9/,
    ],
  ])('%s: one sentence on standard error, nothing done', async (_what, argv, sentence) => {
    const before = await db().auditEntry.count()
    const { code, out, error } = await desk(argv)
    expect(error).toMatch(sentence)
    expect(error.trim().split('\n')).toHaveLength(1)
    expect([code, out]).toEqual([1, ''])
    expect(await db().auditEntry.count()).toBe(before)
  })

  it(
    'is told as one sentence by the process too: no database, a wrong variable, nothing on standard input',
    { timeout: PROCESSES_MS },
    async () => {
      const attempts: [string[], Record<string, string | undefined>, RegExp][] = [
        [['status'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }, /database/i],
        [['status'], { DESK_ROLE: 'king' }, /DESK_ROLE must be all, web or worker/],
        [['user', 'add', '--email', 'z@b.example', '--role', 'ops', '--password-stdin'], {}, /Standard input is empty/],
      ]
      for (const [argv, env, sentence] of attempts) {
        const { code, out, error } = await run(argv, { ...database.env, ...env })
        expect(error).toMatch(sentence)
        expect(error.trim().split('\n')).toHaveLength(1)
        expect([code, out]).toEqual([1, ''])
      }
    },
  )
})

describe('without DATABASE_URL and without a server', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'desk-cli-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it(
    'works on the embedded database, and the next command finds what the last one made',
    { timeout: PROCESSES_MS },
    async () => {
      const env = {
        DATABASE_URL: undefined,
        NEXTAUTH_SECRET: undefined,
        DESK_ENCRYPTION_KEY: undefined,
        DESK_DATA_DIR: folder,
      }
      expect((await run(['status', '--json'], env)).json()).toMatchObject({
        database: { kind: 'embedded' },
        applications: null,
      })
      expect((await run([...ADD, '--application', APPLICATION], env)).out).toBe(
        `Added the application Lending (${APPLICATION}).\n`,
      )
      const listed = await run(['application', 'list', '--json'], env)
      expect(listed.json()).toMatchObject({ applications: [{ applicationID: APPLICATION, name: 'Lending' }] })
    },
  )
})

describe('values', () => {
  it('durations are numbers with a unit', () => {
    expect(['90s', '15m', '24h', '7d'].map(duration)).toEqual([90_000, 900_000, 86_400_000, 604_800_000])
    for (const text of ['', '24', 'h', '1.5h', '-1h', '1 h', '1w']) expect(() => duration(text), text).toThrow(/24h/)
  })

  it('scopes are separated by commas and may repeat', () => {
    expect(scopes('read, ingest,read')).toEqual(['ingest', 'read'])
    for (const text of ['', ',', 'READ']) expect(() => scopes(text), text).toThrow(/one or more/)
  })
})
