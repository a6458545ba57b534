import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Principal } from '@/lib/auth/principal'
import { readFrame } from '@/lib/query/frame'
import { readGuidance, readGuidanceIndex } from '@/lib/query/guidance'
import { readOverview } from '@/lib/query/overview'
import { readSettingsPage } from '@/lib/query/settings-page'
import { insertApplication } from '@/lib/store/applications'
import { createTestDatabase } from '@/tests/support/database'
import { runSQL } from '@/tests/support/sql'

const user: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'ops@desk.test',
  role: 'support',
  applicationIDs: null,
}
const now = new Date()
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const live = randomUUID()
const test = randomUUID()
let url = ''

beforeAll(async () => {
  ;({ url } = await createTestDatabase())
  await application(live, 'live')
  await application(test, 'test')
  await journey(live, 'j-lender', 'OFFERS_PENDING', 'lender', ago(72), true)
  await journey(live, 'j-us', 'AA_REQUIRED', 'us', ago(14), true)
  await journey(live, 'j-idle', 'OFFERS_AVAILABLE', 'borrower', ago(500), false)
  await journey(live, 'j-moving', 'PROFILE_SUBMITTED', 'platform', ago(1), false)
  await journey(live, 'j-done', 'DISBURSED', 'none', ago(50), false)
  await journey(test, 'j-test', 'OFFERS_PENDING', 'platform', ago(30), true)
  await finding(live, 'j-lender', 'lender-dispatch-in-flight', 'open', ago(62), null)
  await finding(live, 'j-old', 'aa-required', 'resolved', ago(600), ago(300))
  await finding(live, 'j-undecided', 'undetermined', 'acknowledged', ago(3000), null)
  await finding(test, 'j-test', 'aa-required', 'open', ago(20), null)
  await delivery(live, 'verified', null, ago(2))
  await delivery(live, 'signature-mismatch', 'wrong-secret', ago(58))
  await delivery(live, 'signature-mismatch', 'wrong-secret', ago(30))
  await delivery(live, 'verified', null, ago(2000))
})

describe('the overview', () => {
  const read = (input: Partial<Parameters<typeof readOverview>[1]> = {}) =>
    readOverview(user, { environment: 'live', range: '24h', now, ...input })

  it('counts stuck journeys by whose move, with the longest wait, and keeps idle ones apart', async () => {
    const model = await read()
    expect(model.stuck).toEqual([
      { owner: 'lender', total: 1, waitingSince: ago(72) },
      { owner: 'us', total: 1, waitingSince: ago(14) },
    ])
    expect(model).toMatchObject({ idle: 1, moving: 1, anyJourney: true, applications: 1 })
  })

  it('groups failing deliveries by cause within the range and counts the rest as verified', async () => {
    const { deliveries, freshness } = await read()
    expect(deliveries).toMatchObject({ total: 3, verified: 1 })
    expect(deliveries.failures).toEqual([
      expect.objectContaining({ cause: 'wrong-secret', total: 2, firstAt: ago(58), lastAt: ago(30) }),
    ])
    expect(freshness).toEqual({ webhookAt: ago(2), pulledAt: null, detectionLagMs: 0 })
  })

  it('tells of a part of time that is over what came and began in it', async () => {
    const part = { from: ago(500), to: ago(40) }
    const { deliveries, points, groups, calls, stuck } = await read({ part })
    expect(deliveries).toMatchObject({ total: 1, verified: 0, failures: [{ lastAt: ago(58) }] })
    expect(points.at(-1)).toEqual(part.to)
    expect(points.length).toBeLessThanOrEqual(61)
    expect(calls).toMatchObject(part)
    const whole = await read()
    expect([stuck, groups.length]).toEqual([whole.stuck, whole.groups.length])
  })

  it('counts findings at each instant by their episodes in event time', async () => {
    const { points, series } = await read()
    expect(points.at(-1)).toEqual(now)
    const held = series.find(({ condition }) => condition === 'offers-pending')?.values ?? []
    const at = (moment: Date) => held[points.findIndex((point) => point >= moment)]
    expect(at(ago(1200))).toBe(1)
    expect(at(ago(450))).toBe(2)
    expect(at(ago(200))).toBe(1)
    expect(held.at(-1)).toBe(2)
  })

  it('groups unresolved findings by cause, those that began within the range first', async () => {
    const { groups, openFindings } = await read()
    expect(groups.map(({ cause, total, fresh }) => ({ cause, total, fresh }))).toEqual([
      { cause: 'lender-dispatch-in-flight', total: 1, fresh: 1 },
      { cause: 'undetermined', total: 1, fresh: 0 },
    ])
    expect(openFindings).toBe(2)
  })

  it('keeps environments and applications apart', async () => {
    expect((await read({ environment: 'test' })).stuck).toMatchObject([{ owner: 'platform', total: 1 }])
    expect((await read({ applicationID: test })).openFindings).toBe(1)
    expect(await read({ applicationID: randomUUID() })).toMatchObject({ applications: 0, anyJourney: false, stuck: [] })
  })

  it('says what detection still has to judge', async () => {
    await runSQL(
      url,
      `INSERT INTO detect_queue (application_id, subject_type, subject_id, due_at) VALUES ($1, 'journey', 'x', $2)`,
      [live, new Date(now.getTime() - 4_000)],
    )
    expect((await read()).freshness.detectionLagMs).toBe(4_000)
  })

  it('is read only by who may read, and a token only its own application', async () => {
    const token: Principal = { kind: 'token', tokenID: randomUUID(), name: 't', scopes: ['read'], applicationID: test }
    await expect(readOverview(token, { environment: 'live', range: '24h', applicationID: live, now })).rejects.toThrow(
      /another application/,
    )
    const ingest: Principal = { ...token, scopes: ['ingest'], applicationID: null }
    await expect(readOverview(ingest, { environment: 'live', range: '24h', now })).rejects.toThrow(/scope read/)
    expect((await readFrame(token)).applications.map(({ applicationID }) => applicationID)).toEqual([test])
  })
})

describe('the frame', () => {
  it('counts stuck journeys and findings that nobody has in hand, by application', async () => {
    const { applications } = await readFrame(user)
    expect(applications.find(({ applicationID }) => applicationID === live)).toMatchObject({ stuck: 2, open: 1 })
    expect(applications.find(({ applicationID }) => applicationID === test)).toMatchObject({ stuck: 1, open: 1 })
  })
})

describe('guidance', () => {
  it('counts who is affected now, and does not call unwatched conditions healthy', async () => {
    const index = await readGuidanceIndex(user, { environment: 'live' })
    expect(index).toHaveLength(10)
    expect(index.find(({ condition }) => condition === 'offers-pending')).toMatchObject({ open: 2, watch: 'watched' })
    expect(index.find(({ condition }) => condition === 'rate-limited')).toMatchObject({ open: 0, watch: 'needs-calls' })
  })

  it('lists the newest findings of each cause and the undecided ones last', async () => {
    const { affected } = await readGuidance(user, 'offers-pending', { environment: 'live' })
    expect(affected.map(({ cause, total, watch }) => [cause, total, watch])).toEqual([
      ['lender-dispatch-in-flight', 1, 'watched'],
      ['polling-too-aggressive', 0, 'needs-calls'],
      ['aa-required', 0, 'watched'],
      ['undetermined', 1, 'watched'],
    ])
    expect(affected[0]?.findings[0]?.subject.id).toBe('j-lender')
  })
})

describe('the settings page', () => {
  it('shows what was changed beside its default', async () => {
    await runSQL(
      url,
      `INSERT INTO setting (application_id, key, value, updated_by)
       VALUES ('00000000-0000-0000-0000-000000000000', 'wait.OFFERS_PENDING.minutes', '12', 'cli')`,
    )
    const { settings, applications } = await readSettingsPage(user)
    expect(settings.find(({ key }) => key === 'wait.OFFERS_PENDING.minutes')).toMatchObject({
      value: 12,
      changed: { by: 'cli', from: 10 },
    })
    expect(applications).toHaveLength(2)
  })
})

async function application(applicationID: string, environment: 'live' | 'test'): Promise<void> {
  const baseURL = 'https://platform.example.test'
  await insertApplication({
    applicationID,
    tenantID: randomUUID(),
    name: environment,
    environment,
    baseURL,
    apiKey: null,
  })
}

async function journey(app: string, id: string, status: string, owner: string, since: Date, stuck: boolean) {
  await runSQL(
    url,
    `INSERT INTO journey (application_id, journey_id, status, version, event_at, started_at, state, owner, stuck, waiting_since)
     VALUES ($1, $2, $3, 1, $4, $4, '{}', $5, $6, $4)`,
    [app, id, status, since, owner, stuck],
  )
}

async function finding(app: string, subject: string, cause: string, status: string, from: Date, to: Date | null) {
  await runSQL(
    url,
    `INSERT INTO finding (application_id, finding_id, fingerprint, condition, cause, confidence, severity, status,
                          subject_type, subject_id, environment, first_seen_at, last_seen_at, occurrences, episodes,
                          summary, rejected_causes)
     VALUES ($1, $2, $3, 'offers-pending', $4, 1, 'high', $5, 'journey', $6, $7, $8, $9, 1, $10, 'Waits.', '[]')`,
    [
      app,
      randomUUID(),
      `${cause}|${subject}`,
      cause,
      status,
      subject,
      app === live ? 'live' : 'test',
      from,
      to ?? now,
      JSON.stringify([{ from, to }]),
    ],
  )
}

async function delivery(app: string, verdict: string, cause: string | null, at: Date) {
  await runSQL(
    url,
    `INSERT INTO webhook_delivery (application_id, received_at, id, source, attempt, verdict, cause, processing, headers,
                                   body_size, journey_ids)
     VALUES ($1, $2, $3, 'receiver', 1, $4, $5, 'none', '{}', 10, '{}')`,
    [app, at, randomUUID(), verdict, cause],
  )
}
