import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { rotateKeys } from '@/lib/commands/rotate-keys'
import { env, extendEnv } from '@/lib/env'
import { ingestReportedDeliveries } from '@/lib/ingest/reported-deliveries'
import { db } from '@/lib/store/client'
import { currentKeyID } from '@/lib/store/crypto'
import { readDeliveryBytes } from '@/lib/query/delivery-bytes'
import { findByPersonalData } from '@/lib/store/lookup'
import { countByOldKey } from '@/lib/store/rotate-column'
import { SEALED_COLUMNS } from '@/lib/store/sealed-columns'
import { activeAndKnownSecrets } from '@/lib/store/secrets'
import { createTestDatabase, type TestDatabase, TEST_KEYS } from '@/tests/support/database'
import { readSchema } from '@/tests/support/prisma-schema'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

const CLI = { kind: 'system', name: 'cli' } as const
const OLD = TEST_KEYS.DESK_ENCRYPTION_KEY
const MOBILE = '9812345670'
const PAN = 'KXZPC8021M'
const quiet = { dryRun: false, onProgress: () => undefined }

let database: TestDatabase
let application: TestApplication
beforeAll(async () => {
  database = await createTestDatabase()
  application = await addTestApplication()
})

async function report(count: number, profile?: Record<string, unknown>): Promise<void> {
  const at = new Date()
  const records = Array.from({ length: count }, (_, index) => {
    const borrower = { borrowerExternalID: profile ? 'CUST_1' : `CUST_X${index}`, ...(profile ? { profile } : {}) }
    const body = sampleBody(application, { borrower, journey: { journeyID: randomUUID() } })
    const headers = signedHeaders(application, body, { at })
    const rawBodyBase64 = Buffer.from(body).toString('base64')
    const { applicationID } = application
    return { deliveryID: randomUUID(), applicationID, receivedAt: at.toISOString(), headers, rawBodyBase64 }
  })
  const bytes = Buffer.from(JSON.stringify({ records }))
  await ingestReportedDeliveries({ bytes, contentType: 'application/json', contentEncoding: '' }, null, at)
}

function changeKey(): string {
  const key = randomBytes(32).toString('base64')
  extendEnv({ DESK_ENCRYPTION_KEY: key, DESK_ENCRYPTION_KEYS_OLD: [env().DESK_ENCRYPTION_KEY, OLD].join(',') })
  return key
}

const left = async () => {
  const counts = await Promise.all(SEALED_COLUMNS.map(countByOldKey))
  return counts.flat().reduce((sum, { count }) => sum + count, 0)
}
const found = async (kind: 'mobile' | 'pan', value: string) =>
  (await findByPersonalData(kind, value, [application.applicationID])).map(({ id }) => id)

describe('the list of what is encrypted', () => {
  it('names every column of the schema that holds ciphertext, with its key and what names a row', () => {
    const sealed = readSchema().flatMap(({ name, columns, primaryKey }) =>
      columns
        .filter((column) => column.name.endsWith('ciphertext'))
        .map((column) => [`${name}.${column.name}`, primaryKey]),
    )
    const listed = SEALED_COLUMNS.map(({ table, ciphertext, key }) => [`${table}.${ciphertext}`, [...key]])
    expect(listed.sort()).toEqual(sealed.sort())
    const columns = readSchema().flatMap(({ name, columns: own }) => own.map((column) => `${name}.${column.name}`))
    expect(columns).toEqual(expect.arrayContaining(SEALED_COLUMNS.map(({ table, keyID }) => `${table}.${keyID}`)))
  })
})

describe('rotating the keys', () => {
  it('finds borrowers under the old key until then, and under the new one alone afterwards', async () => {
    await report(1, { contactNumber: MOBILE, pan: PAN, panName: 'Asha Verma' })
    const key = changeKey()
    expect(await found('mobile', `+91 ${MOBILE}`)).toContain('CUST_1')
    expect(await found('pan', PAN)).toContain('CUST_1')
    const planned = await rotateKeys(CLI, { ...quiet, dryRun: true }, new Date())
    expect(planned.columns).toMatchObject({ 'secret.ciphertext': 1, 'borrower.profile_ciphertext': 1 })
    const rotated = await rotateKeys(CLI, quiet, new Date())
    expect(rotated.columns).toEqual(planned.columns)
    expect(await left()).toBe(0)
    extendEnv({ DESK_ENCRYPTION_KEY: key, DESK_ENCRYPTION_KEYS_OLD: '' })
    expect(await found('mobile', MOBILE)).toContain('CUST_1')
    expect(await found('pan', PAN.toLowerCase())).toContain('CUST_1')
    expect((await activeAndKnownSecrets(application.applicationID))[0]?.value).toBe(application.secret)
    const entry = await db().auditEntry.findFirst({ where: { action: 'rotate.keys' } })
    expect(entry).toMatchObject({ actor: 'cli', subject: currentKeyID() })
  })

  it('changes nothing where a key is missing, and names it', async () => {
    const before = currentKeyID()
    const key = String(env().DESK_ENCRYPTION_KEY)
    extendEnv({ DESK_ENCRYPTION_KEY: randomBytes(32).toString('base64'), DESK_ENCRYPTION_KEYS_OLD: '' })
    await expect(rotateKeys(CLI, quiet, new Date())).rejects.toThrow(`The key ${before}`)
    extendEnv({ DESK_ENCRYPTION_KEY: key })
    expect(await left()).toBe(0)
  })

  it('killed half way under writes and run again ends with nothing under an old key and nothing lost', async () => {
    await report(300)
    changeKey()
    const total = await left()
    const keys = {
      ...database.env,
      DESK_ENCRYPTION_KEY: String(env().DESK_ENCRYPTION_KEY),
      DESK_ENCRYPTION_KEYS_OLD: String(env().DESK_ENCRYPTION_KEYS_OLD),
    }
    const child = spawn(process.execPath, ['scripts/run.mjs', 'desk', 'keys', 'rotate'], {
      env: { ...process.env, ...keys },
      stdio: 'ignore',
    })
    const ended = new Promise((resolve) => child.once('close', resolve))
    let isOver = false
    void ended.then(() => (isOver = true))
    while (!isOver && (await left()) > total * 0.8) await sleep(10)
    expect(isOver, 'it ended before it was killed').toBe(false)
    child.kill('SIGKILL')
    await ended
    const half = await left()
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(total)

    const [answer] = await Promise.all([
      rotateKeys(CLI, quiet, new Date()),
      report(20, { contactNumber: MOBILE, pan: PAN, panName: 'Asha V. Verma' }),
    ])
    expect(answer.columns['webhook_delivery.body_ciphertext']).toBeLessThan(half + 40)
    expect(await left()).toBe(0)
    extendEnv({ DESK_ENCRYPTION_KEYS_OLD: '' })
    expect(await found('mobile', MOBILE)).toContain('CUST_1')
    const rows = await db().webhookDelivery.findMany({ select: { id: true }, take: 5 })
    for (const { id } of rows) {
      expect((await readDeliveryBytes(CLI, { deliveryID: id, from: 0 })).size).toBeGreaterThan(100)
    }
  })
})
