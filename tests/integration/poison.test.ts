import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { POST } from '@/app/api/v1/set-aside/retry/route'
import { createToken } from '@/lib/commands/create-token'
import { retrySetAside } from '@/lib/commands/retry-set-aside'
import { detectOnce } from '@/lib/detect/run'
import { errorWords } from '@/lib/domain/error-words'
import type { SetAsideSubject } from '@/lib/domain/set-aside'
import { readStatusPage } from '@/lib/query/status-page'
import { receiveWebhook } from '@/lib/ingest/receive-webhook'
import { db } from '@/lib/store/client'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, sampleBody, signedHeaders, type TestApplication } from '@/tests/support/webhooks'

/** What makes a rule throw is set aside with its error after five tries, and whatever else waits is judged. */

const SYSTEM = { kind: 'system', name: 'cli' } as const
const NOW = new Date()

let application: TestApplication
beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
})

async function deliver(body: string, options: Parameters<typeof signedHeaders>[2] = {}): Promise<number> {
  const bytes = Buffer.from(body)
  const headers = signedHeaders(application, body, options)
  const webhook = { headers, body: bytes, bodySize: bytes.byteLength, receivedAt: new Date(), peer: '203.0.113.7' }
  return (await receiveWebhook(webhook)).status
}

/** A dispatch that has been in flight for two hours: a finding, once it is judged. */
async function tell(journeyID: string): Promise<void> {
  const startedAt = new Date(NOW.getTime() - 7_200_000).toISOString()
  const dispatch = { operationID: 'op-1', type: 'LENDER_DISPATCH', status: 'IN_FLIGHT', lender: 'Acme', startedAt }
  const journey = { journeyID, status: 'OFFERS_PENDING', pendingOperations: [dispatch] }
  const sequence = Date.parse(startedAt)
  expect(await deliver(sampleBody(application, { sequence, eventAt: startedAt, journey }))).toBe(200)
}

/** One turn of everything that waits, also of what waits for its next try. */
async function turn(): Promise<void> {
  await db().$executeRaw`UPDATE detect_queue SET due_at = now() - interval '1 second' WHERE attempts < 5`
  while ((await detectOnce(new Date())) > 0);
}

async function attemptsOf(subjectID: string): Promise<number[]> {
  const rows = await db().detectQueue.findMany({ where: { subjectID }, select: { attempts: true } })
  return rows.map(({ attempts }) => attempts)
}

async function readFacts(journeyID: string): Promise<Record<string, z.infer<ReturnType<typeof z.json>>>> {
  const { facts } = await db().journeyEvent.findFirstOrThrow({ where: { journeyID }, select: { facts: true } })
  return z.record(z.string(), z.json()).parse(facts)
}

async function setAside(): Promise<{ subject: SetAsideSubject; error: string }[]> {
  const { setAside: found, checks } = await readStatusPage(SYSTEM)
  const check = checks.find(({ name }) => name === 'Set aside')
  expect(check?.state === 'bad').toBe(found?.length !== 0)
  return (found ?? []).map(({ applicationID, subjectType, subjectID, error }) => {
    return { subject: { applicationID, subjectType, subjectID }, error }
  })
}

describe('a journey whose stored snapshot cannot be read', () => {
  const others = Array.from({ length: 12 }, (_, index) => `good-${index}`)
  const subject = () =>
    ({ applicationID: application.applicationID, subjectType: 'journey', subjectID: 'poison' }) as const

  beforeAll(async () => {
    for (const journeyID of [...others.slice(0, 5), 'poison', ...others.slice(5)]) await tell(journeyID)
    const facts = await readFacts('poison')
    await db().journeyEvent.updateMany({
      where: { journeyID: 'poison' },
      data: { facts: { ...facts, offers: 'none' } },
    })
  })

  it('holds up none of the others, in the same turn', async () => {
    await detectOnce(new Date())
    const found = await db().finding.findMany({ where: { status: 'open' }, select: { subjectID: true } })
    expect(found.map(({ subjectID }) => subjectID).toSorted()).toEqual(others.toSorted())
    expect(await attemptsOf('poison')).toEqual([1])
    expect(await setAside()).toEqual([])
  })

  it('is set aside after five tries, with the class of the error and what it says', async () => {
    for (let tries = 1; tries < 5; tries += 1) await turn()
    expect(await attemptsOf('poison')).toEqual([5])
    expect(await setAside()).toEqual([{ subject: subject(), error: expect.stringMatching(/^ZodError: offers /) }])
    await turn()
    expect(await attemptsOf('poison')).toEqual([5])
  })

  it('is not tried by its timer either', async () => {
    await db().journey.updateMany({ where: { journeyID: 'poison' }, data: { nextCheckAt: new Date(0) } })
    await turn()
    expect(await attemptsOf('poison')).toEqual([5])
    const journey = await db().journey.findFirstOrThrow({ where: { journeyID: 'poison' } })
    expect(journey.nextCheckAt).toBeNull()
  })

  it('is tried again when an engineer asks for it, and is judged once its snapshot can be read', async () => {
    await retrySetAside(SYSTEM, subject())
    expect(await attemptsOf('poison')).toEqual([0])
    await expect(retrySetAside(SYSTEM, subject())).rejects.toThrow('journey poison is not set aside')
    await db().journeyEvent.updateMany({ where: { journeyID: 'poison' }, data: { facts: await readFacts('good-0') } })
    await turn()
    expect(await attemptsOf('poison')).toEqual([])
    expect(await db().finding.count({ where: { subjectID: 'poison', status: 'open' } })).toBe(1)
  })

  it('is forgotten when a later event lets it be judged', async () => {
    await db().detectQueue.create({ data: { ...subject(), attempts: 5, lastError: 'RangeError: of yesterday' } })
    await tell('poison')
    await turn()
    expect(await setAside()).toEqual([])
  })
})

describe('a caller and a group of failed deliveries that break a rule', () => {
  it('are set aside, and the next ones are judged', async () => {
    const { applicationID } = application
    const row = {
      findingID: randomUUID(),
      fingerprint: 'f',
      condition: 'c',
      cause: 'c',
      confidence: 1,
      severity: 'low',
    }
    const times = { firstSeenAt: NOW, lastSeenAt: NOW, occurrences: 1, episodes: 'broken', rejectedCauses: [] }
    const of = { subjectType: 'caller', subjectID: 'broken-app', environment: 'live', summary: '', status: 'open' }
    await db().finding.create({ data: { applicationID, ...row, ...times, ...of } })
    await db().detectQueue.create({ data: { applicationID, subjectType: 'caller', subjectID: 'broken-app' } })
    await db().detectQueue.create({ data: { applicationID, subjectType: 'caller', subjectID: 'other-app' } })
    expect(await deliver(sampleBody(application), { secret: 'whsec_of_nobody' })).toBe(401)
    await turn()
    await db().deliveryGroup.updateMany({ data: { explanations: 'broken', recheckAt: new Date(0) } })
    for (let tries = 1; tries <= 5; tries += 1) await turn()
    expect(await attemptsOf('other-app')).toEqual([])
    expect((await setAside()).map(({ subject }) => subject.subjectType).toSorted()).toEqual(['caller', 'group'])
    expect(await deliver(sampleBody(application), { secret: 'whsec_of_nobody' })).toBe(401)
    await turn()
    expect(await db().webhookDelivery.count({ where: { groupKey: null, verdict: 'signature-mismatch' } })).toBe(0)
  })
})

describe('the way to try again', () => {
  const ask = async (body: object, token: string) =>
    call(POST, '/api/v1/set-aside/retry', { method: 'POST', token, body })

  it('is closed to tokens, and names what is wrong with what it is asked', async () => {
    const { token } = await createToken(SYSTEM, { name: 'reader', scopes: ['read'] })
    expect((await refusal(ask({}, token))).status).toBe(403)
    const unknown = { ...application, subjectType: 'loan', subjectID: 'x' }
    // @ts-expect-error: as it may come in
    await expect(retrySetAside(SYSTEM, unknown)).rejects.toThrow('subjectType must be one of journey')
  })
})

describe('the words for an error', () => {
  it('hold no personal data, and nothing that a database quotes', () => {
    const quoting = Object.assign(new Error('Key (name)=(Asha Rao) exists'), { name: 'DatabaseError', code: '23505' })
    expect(errorWords(quoting)).toBe('DatabaseError: 23505')
    expect(errorWords(new RangeError('no wait for 9876543210 or a@b.example'))).toBe(
      'RangeError: no wait for [mobile] or [email]',
    )
    expect(errorWords('text')).toBe('thrown: string')
  })
})
