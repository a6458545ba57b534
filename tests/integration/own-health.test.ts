import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { GET } from '@/app/api/metrics/route'
import { createToken } from '@/lib/commands/create-token'
import { healthChecks, worstOf } from '@/lib/query/health-checks'
import { readOwnHealth } from '@/lib/query/own-health'
import { db } from '@/lib/store/client'
import { removeWorkerBeat, saveWorkerBeat } from '@/lib/store/worker-beats'
import { AREAS, areaOf } from '@/lib/telemetry/area'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication } from '@/tests/support/webhooks'

const SYSTEM = { kind: 'system', name: 'cli' } as const
const NOW = new Date()
const SECOND = 1_000

beforeAll(async () => {
  await createTestDatabase()
})

async function beatOf(seenAt: Date): Promise<string> {
  const workerID = randomUUID()
  const lastTurnAt = seenAt.toISOString()
  const loops = { detection: { turns: 12, failures: 1, seconds: 3, lastTurnAt } }
  const vitals = { residentBytes: 2e8, cpuSeconds: 4, eventLoopLagSeconds: 0.02, loops }
  await saveWorkerBeat({ workerID, startedAt: seenAt, seenAt, version: '0.1.0', vitals })
  return workerID
}

async function stateOf(name: string): Promise<[string, string]> {
  const check = healthChecks(await readOwnHealth(new Date())).find((candidate) => candidate.name === name)
  return [check?.state ?? 'missing', check?.says ?? '']
}

describe('how the desk is', () => {
  it('is bad without a worker, good with one, and remembers one that fell silent', async () => {
    expect(await stateOf('Workers')).toEqual(['bad', 'None is alive'])
    const alive = await beatOf(new Date())
    expect(await stateOf('Workers')).toEqual(['good', '1 alive'])
    const silent = await beatOf(new Date(NOW.getTime() - 90 * SECOND))
    expect(await stateOf('Workers')).toEqual(['warn', '1 alive, 1 fell silent'])
    await Promise.all([alive, silent].map(removeWorkerBeat))
  })

  it('tells what waits for detection, and apart from it what was set aside for good', async () => {
    const { applicationID } = await addTestApplication()
    const subject = { applicationID, subjectType: 'journey', queuedAt: NOW }
    const dueAt = new Date(NOW.getTime() - 60 * SECOND)
    await db().detectQueue.createMany({
      data: [
        { ...subject, subjectID: 'waits', dueAt },
        { ...subject, subjectID: 'poison', dueAt, attempts: 5, lastError: 'RangeError' },
      ],
    })
    expect(await stateOf('Detection')).toEqual(['warn', expect.stringMatching(/^1 min behind: 1 subject waits$/)])
    expect(await stateOf('Set aside')).toEqual(['bad', '1 failed five times, 0 tried again'])
    await db().detectQueue.deleteMany({})
    expect((await stateOf('Set aside'))[0]).toBe('good')
  })

  it('knows the migrations, the database and the partitions made ahead', async () => {
    const health = await readOwnHealth(NOW)
    expect(health.migrations).toMatchObject({ pending: 0, problems: 0 })
    expect(health.database.bytes).toBeGreaterThan(1e6)
    expect(health.database.version).toMatch(/^\d+/)
    expect(health.daysAhead).toBeLessThanOrEqual(8)
  })

  it('names the worst first', async () => {
    const checks = healthChecks(await readOwnHealth(NOW))
    expect([checks[0]?.state, worstOf(checks)]).toEqual(['bad', 'bad'])
    expect(checks.filter(({ state, remedy }) => state === 'bad' && !remedy)).toEqual([])
  })
})

describe('the metrics', () => {
  const read = async (more: Parameters<typeof createToken>[1]) => {
    const { token } = await createToken(SYSTEM, more)
    return call(GET, '/api/metrics', { token })
  }

  it('answer a token of the scope read in Prometheus text', async () => {
    await beatOf(new Date())
    const answer = await read({ name: 'prometheus', scopes: ['read'] })
    const text = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain/)])
    for (const name of ['desk_queue_waiting{queue="detection"}', 'desk_queue_lag_seconds{queue="jobs"}']) {
      expect(text).toContain(`${name} 0`)
    }
    expect(text).toMatch(/^desk_workers_alive 1$/m)
    expect(text).toMatch(/^desk_worker_turns\{loop="detection"\} 12$/m)
    expect(text).toMatch(/^desk_pool_connections\{state="open"\} \d+$/m)
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m)
    expect(text).toMatch(/^process_cpu_seconds_total /m)
  })

  it('refuse another scope, and a token of one application', async () => {
    const { applicationID } = await addTestApplication()
    expect((await read({ name: 'i', scopes: ['ingest'] })).status).toBe(403)
    const foreign = await refusal(read({ name: 'r', scopes: ['read'], applicationID }))
    expect(foreign).toMatchObject({ status: 403, message: expect.stringContaining('every application') })
    expect((await call(GET, '/api/metrics')).status).toBe(401)
  })

  it('know an address by its area alone, so that nobody can make more of them', () => {
    const addresses = [
      ...['/journeys/ABCDE1234F?q=9876543210', '/api/v1/journeys/x', '/api/nothing', '/__proto__', '/api/auth/x', ''],
      ...['/api/webhooks/platform?x=1', '/api/ingest/api-calls', '/api/metrics', '/_next/static/a.js', '/constructor'],
    ]
    for (const address of addresses) {
      for (const method of ['GET', 'POST', 'X']) expect(AREAS).toContain(areaOf(method, address))
    }
  })
})
