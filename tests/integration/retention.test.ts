import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { POST } from '@/app/api/ingest/api-calls/route'
import { insertApiCalls } from '@/lib/store/api-calls'
import { NIL_APPLICATION } from '@/lib/store/applications'
import { db } from '@/lib/store/client'
import { forgetSettings, putSetting } from '@/lib/store/settings'
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

  it('forgets what was refused and what came twice with the deliveries, and no sooner', async () => {
    await putSetting({
      applicationID: keeps10.applicationID,
      key: 'retention.deliveries.days',
      value: 10,
      updatedBy: 'test',
    })
    forgetSettings()
    const ages = [5, 10.5, 50, 90.5, 92]
    for (const { applicationID } of [keeps10, keeps30, { applicationID: NIL_APPLICATION }]) {
      await db().deliveryDedup.createMany({
        data: ages.map((days) => ({
          applicationID,
          kind: 'event',
          key: `e-${days}`,
          deliveryID: randomUUID(),
          bodySha256: '',
          firstAt: daysAgo(days),
        })),
      })
      await db().refusedUpdate.createMany({
        data: ages.map((days) => ({
          applicationID,
          journeyID: `j-${days}`,
          deliveryID: randomUUID(),
          sequence: 1n,
          verdict: 'stale',
          receivedAt: daysAgo(days),
        })),
      })
      await db().refusedNoise.createMany({
        data: ages.map((days) => ({ applicationID, source: 's', minute: daysAgo(days) })),
      })
    }
    await keepHouse(new Date(now))
    const daysOf = (values: { at: Date }[]) =>
      values.map(({ at }) => (now - at.getTime()) / DAY).toSorted((a, b) => a - b)
    const left = async ({ applicationID }: { applicationID: string }) => {
      const where = { applicationID }
      const [dedup, updates, noise] = [
        await db().deliveryDedup.findMany({ where, select: { firstAt: true } }),
        await db().refusedUpdate.findMany({ where, select: { receivedAt: true } }),
        await db().refusedNoise.findMany({ where, select: { minute: true } }),
      ]
      return {
        dedup: daysOf(dedup.map(({ firstAt }) => ({ at: firstAt }))),
        updates: daysOf(updates.map(({ receivedAt }) => ({ at: receivedAt }))),
        noise: daysOf(noise.map(({ minute }) => ({ at: minute }))),
      }
    }
    expect(await left(keeps10)).toEqual({ dedup: [5, 10.5], updates: [5], noise: [5] })
    const usual = { dedup: [5, 10.5, 50, 90.5], updates: [5, 10.5, 50], noise: [5, 10.5, 50] }
    expect(await left(keeps30)).toEqual(usual)
    expect(await left({ applicationID: NIL_APPLICATION })).toEqual(usual)
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
