import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { POST } from '@/app/api/ingest/api-calls/route'
import { insertApiCalls } from '@/lib/store/api-calls'
import { db } from '@/lib/store/client'
import { putSetting } from '@/lib/store/settings'
import { draftApiCall } from '@/lib/ingest/draft-api-call'
import { apiCallSchema } from '@/lib/ingest/api-call-record'
import { keepHouse } from '@/lib/worker/housekeeping'
import { ingestRequest, ingestToken, sampleCall } from '@/tests/support/calls'
import { createTestDatabase } from '@/tests/support/database'
import { runSQL } from '@/tests/support/sql'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'

const DAY = 86_400_000
const now = Date.now()
const daysAgo = (days: number) => new Date(now - days * DAY)

let url: string
let keeps30: TestApplication
let keeps10: TestApplication
beforeAll(async () => {
  url = (await createTestDatabase()).url
  keeps30 = await addTestApplication()
  keeps10 = await addTestApplication()
  await putSetting({
    applicationID: keeps10.applicationID,
    key: 'retention.calls.days',
    value: 10,
    updatedBy: 'test',
  })
  const ages = [0, 5, 12, 29, 33, 50]
  await insertApiCalls(
    [keeps30, keeps10].flatMap((own) =>
      ages.map((days) => {
        const record = sampleCall(own, { callID: `aged-${days}`, occurredAt: daysAgo(days).toISOString() })
        return draftApiCall(apiCallSchema.parse(record), 'batch').call
      }),
    ),
  )
})

async function partitions(table: string): Promise<string[]> {
  const rows = await runSQL<{ name: string }>(
    url,
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1) ORDER BY 1`,
    [table],
  )
  return rows.map(({ name }) => name)
}

const dayName = (at: Date) => `api_call_${at.toISOString().slice(0, 10).replaceAll('-', '')}`
const idsOf = async (own: TestApplication) =>
  (await db().apiCall.findMany({ where: { applicationID: own.applicationID }, orderBy: { occurredAt: 'desc' } })).map(
    ({ callID }) => callID,
  )

describe('housekeeping', () => {
  it('drops the days that nobody keeps, removes the rows that one keeps shorter, and makes days ahead', async () => {
    await db().auditEntry.create({ data: { at: daysAgo(401), actor: 'test', action: 'old.entry' } })
    const before = await partitions('api_call')
    expect(before).toEqual(expect.arrayContaining([dayName(daysAgo(33)), dayName(daysAgo(50))]))
    await keepHouse(new Date(now))
    const after = await partitions('api_call')
    expect(after).not.toContain(dayName(daysAgo(33)))
    expect(after).not.toContain(dayName(daysAgo(50)))
    expect(after).toEqual(expect.arrayContaining([dayName(daysAgo(29)), dayName(daysAgo(-7))]))
    expect(await idsOf(keeps30)).toEqual(['aged-0', 'aged-5', 'aged-12', 'aged-29'])
    expect(await idsOf(keeps10)).toEqual(['aged-0', 'aged-5'])
    const keys = await db().apiCallDedup.findMany({ where: { applicationID: keeps10.applicationID } })
    expect(keys.map(({ callID }) => callID).toSorted()).toEqual(['aged-0', 'aged-5'])
    expect(await db().auditEntry.count({ where: { action: 'old.entry' } })).toBe(0)
    expect(await db().callRollup.count({ where: { stepMinutes: 60 } })).toBe(12)
  })

  it('leaves nothing behind that a late call of a dropped day could fail on', async () => {
    const occurredAt = daysAgo(29.5)
    await runSQL(url, `DROP TABLE IF EXISTS ${dayName(occurredAt)}`)
    const record = sampleCall(keeps30, { callID: 'late', occurredAt: occurredAt.toISOString() })
    const token = await ingestToken()
    const send = () =>
      POST(ingestRequest('/api/ingest/api-calls', JSON.stringify({ records: [record] }), { token }), {
        params: Promise.resolve({}),
      })
    expect((await send()).status).toBe(202)
    await runSQL(url, `DROP TABLE ${dayName(occurredAt)}`)
    const again = { ...record, callID: 'later' }
    const response = await POST(
      ingestRequest('/api/ingest/api-calls', JSON.stringify({ records: [again] }), { token }),
      { params: Promise.resolve({}) },
    )
    expect(z.object({ accepted: z.number() }).parse(await response.json()).accepted).toBe(1)
  })

  it('may run in two workers at once', async () => {
    await expect(Promise.all([keepHouse(new Date(now)), keepHouse(new Date(now))])).resolves.toHaveLength(2)
  })

  it('removes resolved findings with their evidence, and no other', async () => {
    const finding = (status: string, lastSeenAt: Date) => ({
      applicationID: keeps30.applicationID,
      findingID: randomUUID(),
      fingerprint: randomUUID(),
      condition: 'rate-limited',
      cause: 'missing-backoff',
      confidence: 1,
      severity: 'high',
      status,
      subjectType: 'caller',
      subjectID: 'app',
      environment: 'live',
      firstSeenAt: lastSeenAt,
      lastSeenAt,
      occurrences: 1,
      episodes: [],
      summary: '',
      rejectedCauses: [],
    })
    const [old, open, young] = [
      finding('resolved', daysAgo(401)),
      finding('open', daysAgo(401)),
      finding('resolved', daysAgo(399)),
    ]
    await db().finding.createMany({ data: [old, open, young] })
    await db().findingEvidence.createMany({
      data: [old, open].map(({ applicationID, findingID }) => ({
        applicationID,
        findingID,
        position: 0,
        kind: 'call',
        summary: '',
      })),
    })
    await keepHouse(new Date(now))
    const left = await db().finding.findMany({ select: { findingID: true } })
    expect(left.map(({ findingID }) => findingID).toSorted()).toEqual([open.findingID, young.findingID].toSorted())
    expect(await db().findingEvidence.count()).toBe(1)
  })
})
