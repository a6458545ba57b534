import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { GET as getErrors } from '@/app/api/v1/metrics/errors/route'
import { GET as getRateLimits } from '@/app/api/v1/metrics/rate-limits/route'
import { GET as getOpenAPI } from '@/app/api/v1/openapi.json/route'
import { createToken } from '@/lib/commands/create-token'
import type { Principal } from '@/lib/auth/principal'
import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { readErrors } from '@/lib/query/errors'
import { readGuidanceIndex } from '@/lib/query/guidance'
import { readOverview } from '@/lib/query/overview'
import { readRateLimits } from '@/lib/query/rate-limits'
import { insertApiCalls } from '@/lib/store/api-calls'
import { db } from '@/lib/store/client'
import { call, refusal, rows } from '@/tests/support/api'
import { draftedCall } from '@/tests/support/drafted-call'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication } from '@/tests/support/webhooks'

const user: Principal = {
  kind: 'user',
  userID: randomUUID(),
  email: 'ops@desk.test',
  role: 'support',
  applicationIDs: null,
}
const STATE = 'GET /journeys/{journeyID}/state'
const PROCEED = 'POST /offers/{offerID}/proceed'
const MINUTE = 60_000
/** On an hour, so that steps are known; recent, so that its partition is kept. */
const to = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000)
const from = new Date(to.getTime() - 24 * 60 * MINUTE)
const before = (minutes: number) => new Date(to.getTime() - minutes * MINUTE)
const query = `from=${from.toISOString()}&to=${to.toISOString()}`
const cli = { kind: 'system', name: 'cli' } as const
let A = ''
let B = ''
const tokens = { all: '', onlyB: '', ingest: '' }

beforeAll(async () => {
  await createTestDatabase()
  A = (await addTestApplication()).applicationID
  B = (await addTestApplication()).applicationID
  const make = async (scopes: ('read' | 'ingest')[], applicationID: string | null = null) =>
    (await createToken(cli, { name: 'test', scopes, applicationID })).token
  tokens.all = await make(['read'])
  tokens.onlyB = await make(['read'], B)
  tokens.ingest = await make(['ingest'])
  await insertApiCalls(traffic())
})

function traffic(): ApiCallDraft[] {
  const of = (at: Date, own: Partial<ApiCallDraft>) => draftedCall(A, at, own)
  const limited = { status: 429, errorCode: 'RATE_LIMITED', retryAfterMs: 5_000, durationMs: 0, caller: 'sync' }
  return [
    // 90 minutes before the end: eight that succeed, and one that is repeated twice before Retry-After ends.
    ...Array.from({ length: 8 }, (_, index) => of(new Date(before(90).getTime() + index), { caller: 'sync' })),
    of(before(80), limited),
    of(new Date(before(80).getTime() + 500), limited),
    of(new Date(before(80).getTime() + 1_000), { caller: 'sync' }),
    // A write repeated with another key, as told.
    ...[0, 6_000].map((ms, index) =>
      of(new Date(before(70).getTime() + ms), {
        ...limited,
        caller: 'web',
        method: 'POST',
        route: PROCEED,
        path: '/api/v1/headless/offers/o/proceed',
        bodySha256: 'a'.repeat(64),
        idempotencyKey: `k${index}`,
        ...(index === 1 ? { status: 200, errorCode: null, retryAfterMs: null } : {}),
      }),
    ),
    of(before(70), { caller: 'app', status: 0, errorCode: null, error: 'ECONNRESET' }),
    of(before(65), { caller: 'app', status: 502, errorCode: null }),
    of(before(60), { caller: 'app' }),
    // The day before: the caller `worse` was well.
    ...Array.from({ length: 40 }, (_, index) => of(before(24 * 60 + 30 + index), { caller: 'worse' })),
    ...Array.from({ length: 40 }, (_, index) =>
      of(before(30 + index), {
        caller: 'worse',
        ...(index < 20 ? { status: 400, errorCode: 'VALIDATION_FAILED', errorField: 'pan' } : {}),
      }),
    ),
    draftedCall(B, before(50), { caller: 'b', status: 429, errorCode: 'RATE_LIMITED' }),
  ]
}

describe('GET /api/v1/metrics/errors', () => {
  const points = async (more: string, token = tokens.all) => {
    const page = await rows(getErrors, `/api/v1/metrics/errors?${query}&${more}`, { token })
    return page.data
  }
  const sum = (data: Record<string, unknown>[], field: string) => data.reduce((all, row) => all + Number(row[field]), 0)

  it('answers { at, key, calls, errors }, whose calls add up to all calls whatever they are grouped by', async () => {
    for (const groupBy of ['code', 'route', 'caller', 'status']) {
      for (const step of ['5m', '1h', '1d']) {
        const data = await points(`groupBy=${groupBy}&step=${step}&applicationID=${A}`)
        expect(sum(data, 'calls'), `${groupBy} ${step}`).toBe(16 + 40)
        expect(sum(data, 'errors'), `${groupBy} ${step}`).toBe(5 + 20)
        expect(Object.keys(data[0] ?? {}).sort()).toEqual(['at', 'calls', 'errors', 'key'])
      }
    }
  })

  it('names what has no code by its status, and calls without an answer', async () => {
    const data = await points(`step=1d&applicationID=${A}`)
    expect([...new Set(data.map(({ key }) => key))].sort()).toEqual([
      'HTTP_502',
      'NO_ANSWER',
      'OK',
      'RATE_LIMITED',
      'VALIDATION_FAILED',
    ])
    const byStatus = await points(`step=1d&groupBy=status&applicationID=${A}`)
    expect([...new Set(byStatus.map(({ key }) => key))].sort()).toEqual(['0', '200', '400', '429', '502'])
  })

  it('leaves out steps without a call: they are unknown, not zero', async () => {
    const data = await points(`step=1h&groupBy=caller&applicationID=${A}`)
    expect(new Set(data.map(({ at }) => at))).toEqual(new Set([before(120).toISOString(), before(60).toISOString()]))
  })

  it('keeps applications and environments apart', async () => {
    expect(sum(await points('', tokens.onlyB), 'calls')).toBe(1)
    expect(sum(await points('environment=test'), 'calls') + sum(await points('environment=live'), 'calls')).toBe(57)
    expect(await refusal(call(getErrors, `/x?applicationID=${A}`, { token: tokens.onlyB }))).toMatchObject({
      status: 403,
    })
  })

  it('refuses who may not read, and names what is wrong with a parameter', async () => {
    expect(await refusal(call(getErrors, '/x'))).toMatchObject({ status: 401 })
    expect(await refusal(call(getErrors, '/x', { token: tokens.ingest }))).toMatchObject({ status: 403 })
    for (const wrong of [
      'groupBy=nothing',
      'step=7m',
      'from=yesterday',
      `from=${to.toISOString()}&to=${from.toISOString()}`,
      'from=1990-01-01T00:00:00Z&step=5m',
    ]) {
      expect(await refusal(call(getErrors, `/x?${wrong}`, { token: tokens.all })), wrong).toMatchObject({ status: 400 })
    }
  })
})

describe('GET /api/v1/metrics/rate-limits', () => {
  const hotspots = (more: string, token = tokens.all) => rows(getRateLimits, `/x?${query}&${more}`, { token })

  it('ranks caller × route by limited calls, with the causes of open findings', async () => {
    await finding('sync', 'missing-backoff', { route: STATE }, 'open')
    await finding('sync', 'excessive-writes', { route: 'PUT /profile' }, 'open')
    await finding('web', 'retry-without-idempotency', {}, 'resolved')
    const { data } = await hotspots(`applicationID=${A}`)
    expect(data).toEqual([
      {
        caller: 'sync',
        route: STATE,
        applicationID: A,
        calls: 11,
        limited: 2,
        share: 2 / 11,
        causes: ['missing-backoff'],
      },
      { caller: 'web', route: PROCEED, applicationID: A, calls: 2, limited: 1, share: 0.5, causes: [] },
    ])
  })

  it('pages without losing or repeating a hotspot', async () => {
    const seen: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Awaited<ReturnType<typeof hotspots>> = await hotspots(`limit=1&cursor=${cursor}`)
      seen.push(...page.data.map(({ caller }) => caller))
      cursor = page.nextCursor
    }
    expect(seen).toHaveLength(3)
    expect(new Set(seen)).toEqual(new Set(['sync', 'web', 'b']))
    expect(await refusal(call(getRateLimits, '/x?cursor=abc', { token: tokens.all }))).toMatchObject({ status: 400 })
  })

  it('shows a token its own application only', async () => {
    expect((await hotspots('', tokens.onlyB)).data.map(({ caller }) => caller)).toEqual(['b'])
  })
})

describe('the OpenAPI document', () => {
  it('tells of both', async () => {
    const text = await (await call(getOpenAPI, '/api/v1/openapi.json', { token: tokens.all })).text()
    expect(text).toContain('"/metrics/errors"')
    expect(text).toContain('"/metrics/rate-limits"')
  })
})

describe('the Errors screen', () => {
  const scope = () => ({ applicationID: A, environment: 'live' as const, from, to, groupBy: 'code' as const })

  it('puts groups first that got worse against the time before', async () => {
    const { groups } = await readErrors(user, { ...scope(), filter: {}, open: null })
    expect(groups[0]).toMatchObject({
      caller: 'worse',
      errors: 20,
      calls: 40,
      errorsBefore: 0,
      callsBefore: 40,
      regressed: true,
    })
    expect(groups.slice(1).every(({ regressed }) => !regressed)).toBe(true)
    expect(groups[0]?.trend.reduce((total, errors) => total + errors, 0)).toBe(20)
  })

  it('narrows the calls by caller and route, and only the errors by code and status', async () => {
    const calls = async (filter: object) => {
      const { series, groups } = await readErrors(user, { ...scope(), filter, open: null })
      const total = (field: 'calls' | 'errors') => series.reduce((all, point) => all + point[field], 0)
      return { calls: total('calls'), errors: total('errors'), groups: groups.length }
    }
    expect(await calls({ caller: 'sync' })).toEqual({ calls: 11, errors: 2, groups: 1 })
    expect(await calls({ code: 'RATE_LIMITED' })).toEqual({ calls: 56, errors: 3, groups: 2 })
    expect(await calls({ status: 0 })).toEqual({ calls: 56, errors: 1, groups: 1 })
    expect(await calls({ code: 'HTTP_502', route: STATE })).toEqual({ calls: 54, errors: 1, groups: 1 })
  })

  it('reads the newest calls of the group that is open', async () => {
    const closed = await readErrors(user, { ...scope(), filter: {}, open: null })
    for (const [code, total] of [
      ['VALIDATION_FAILED', 5],
      ['NO_ANSWER', 1],
      ['HTTP_502', 1],
    ] as const) {
      const open = closed.groups.find((group) => group.code === code)?.id ?? ''
      const { samples } = await readErrors(user, { ...scope(), filter: {}, open })
      expect(samples?.calls, code).toHaveLength(total)
    }
  })
})

describe('the Rate limits screen', () => {
  it('says what each caller does after a 429 and what waiting would have spared', async () => {
    const model = await readRateLimits(user, { applicationID: A, environment: 'live', from, to })
    const [sync, web] = model.hotspots
    expect(sync?.behaviour).toMatchObject({ judged: 2, repeated: 2, early: 2, obeyed: 0, toldMsMedian: 5_000 })
    expect(sync?.spared).toBe(1)
    expect(sync?.findings).toMatchObject([{ cause: 'missing-backoff' }])
    expect(web?.behaviour).toMatchObject({ early: 0, obeyed: 1, duplicates: { operations: 1, repeats: 1 } })
    expect(web?.spared).toBe(0)
    expect(model).toMatchObject({ calls: 56, lastCallAt: before(30) })
  })
})

describe('the overview', () => {
  it('tells of calls, their freshness and the worst hotspot', async () => {
    const { calls } = await readOverview(user, { applicationID: A, environment: 'live', range: '24h', now: to })
    expect(calls.lastAt).toEqual(before(30))
    expect(calls.series.reduce((total, point) => total + point.errors, 0)).toBe(25)
    expect(calls.worst).toMatchObject({ caller: 'sync', limited: 2, early: 2, spared: 1, cause: 'missing-backoff' })
    expect(calls.limitedNow).toBeNull()
  })

  it('says never where no call came, and guidance then watches nothing', async () => {
    const own = (await addTestApplication()).applicationID
    const scope = { applicationID: own, environment: 'live' as const }
    const { calls } = await readOverview(user, { ...scope, range: '24h', now: to })
    expect(calls).toMatchObject({ lastAt: null, series: [], cells: [], worst: null })
    const watch = async (applicationID: string) =>
      (await readGuidanceIndex(user, { ...scope, applicationID })).find(({ condition }) => condition === 'rate-limited')
        ?.watch
    expect(await watch(own)).toBe('needs-calls')
    expect(await watch(A)).toBe('watched')
  })
})

async function finding(caller: string, cause: string, detail: Record<string, string>, status: string): Promise<void> {
  const findingID = randomUUID()
  await db().finding.create({
    data: {
      applicationID: A,
      findingID,
      fingerprint: findingID,
      condition: 'rate-limited',
      cause,
      confidence: 0.9,
      severity: 'high',
      status,
      subjectType: 'caller',
      subjectID: caller,
      subjectDetail: detail,
      environment: 'live',
      firstSeenAt: before(60),
      lastSeenAt: before(60),
      occurrences: 1,
      episodes: [],
      summary: `${caller}: ${cause}`,
      rejectedCauses: [],
    },
  })
}
