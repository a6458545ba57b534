import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addApplication } from '@/lib/commands/add-application'
import { addNotificationRule } from '@/lib/commands/add-notification-rule'
import { addNotificationTarget } from '@/lib/commands/add-notification-target'
import type { DerivedIncident } from '@/lib/domain/incident'
import { decideNotifications } from '@/lib/notify/decide'
import { sendDue } from '@/lib/notify/send-due'
import { saveIncidents } from '@/lib/store/incidents'
import { inTransaction } from '@/lib/store/transaction'
import { createTestDatabase, type TestDatabase } from '@/tests/support/database'
import { startPeer, type HttpPeer } from '@/tests/support/http-peer'
import { cli, putFindings } from '@/tests/support/notify'
import { runSQL } from '@/tests/support/sql'

/** One cause behind many findings is told once, and its findings with it. */

const A = randomUUID()
const T0 = new Date('2026-03-05T06:30:00Z')
const after = (minutes: number) => new Date(T0.getTime() + minutes * 60_000)

let database: TestDatabase
let peer: HttpPeer
let targetID: string
let children: string[]

beforeAll(async () => {
  database = await createTestDatabase()
  peer = await startPeer((_request, response) => void response.end('ok'))
  const named = { name: 'First', tenantID: randomUUID(), environment: 'live', baseURL: 'https://p.example' } as const
  await addApplication(cli, { ...named, applicationID: A })
  const hook = { name: 'hook', kind: 'webhook', address: `${peer.baseURL}/in`, allowPrivate: true } as const
  ;({ targetID } = await addNotificationTarget(cli, hook))
})

afterAll(() => peer.close())

beforeEach(async () => {
  for (const table of ['finding', 'incident', 'incident_finding', 'notification_group', 'notification_rule'])
    await runSQL(database.url, `DELETE FROM ${table}`)
  peer.requests.length = 0
  children = [1, 2, 3].map(() => randomUUID())
  const [offers = '', stalled = '', other = ''] = children
  await putFindings(database.url, [
    { applicationID: A, findingID: offers, since: T0 },
    { applicationID: A, findingID: stalled, since: T0, condition: 'journey-stalled', cause: 'waiting-on-lender' },
    { applicationID: A, findingID: other, since: T0, severity: 'critical' },
  ])
})

const outage = (more: Partial<DerivedIncident> = {}): DerivedIncident => ({
  kind: 'lender-outage',
  subject: 'Konkan',
  from: T0,
  to: null,
  lastAt: T0,
  condition: 'offers-pending',
  cause: 'lender-dispatch-in-flight',
  summary: 'Konkan does not answer',
  reasons: [],
  causes: [],
  effects: children,
  journeyIDs: [],
  ...more,
})
const derive = (incidents: DerivedIncident[]) => inTransaction((tx) => saveIncidents(tx, A, incidents, after(-60)))
const rule = (more: object = {}) =>
  addNotificationRule(cli, {
    name: `rule-${randomUUID().slice(0, 6)}`,
    targetIDs: [targetID],
    keepFiringMinutes: 0,
    ...more,
  })
const resolveAll = () => runSQL(database.url, `UPDATE finding SET status = 'resolved'`)

const told = z.object({
  type: z.string(),
  data: z.object({
    title: z.string(),
    condition: z.string(),
    count: z.number(),
    severity: z.string(),
    incident: z.object({ id: z.string(), kind: z.string() }).nullable(),
    url: z.string(),
  }),
})

/** One turn of the worker at this minute, and what it told: decide, then send all that is due. */
async function turn(minute: number): Promise<z.infer<typeof told>[]> {
  const before = peer.requests.length
  await decideNotifications(after(minute))
  while ((await sendDue(() => after(minute), { random: () => 0 })) > 0);
  return peer.requests.slice(before).map(({ body }) => told.parse(JSON.parse(body)))
}

describe('an incident', () => {
  it('is told once for all of its findings, and once when it ends', async () => {
    await rule()
    await derive([outage()])
    const [first, ...more] = await turn(1)
    expect(more).toEqual([])
    expect(first).toMatchObject({
      type: 'finding.firing',
      data: { title: 'Konkan does not answer', count: 3, severity: 'critical', incident: { kind: 'lender-outage' } },
    })
    expect(first?.data.url).toContain(`/findings/incidents/${first?.data.incident?.id}`)
    expect(await turn(2)).toEqual([])
    await resolveAll()
    await derive([outage({ to: after(3) })])
    const over = await turn(4)
    expect(over).toMatchObject([{ type: 'finding.recovered', data: { title: 'Konkan does not answer', count: 3 } }])
    expect(await turn(5)).toEqual([])
  })

  it('takes over from findings that were told before it was known, and these are not told to be over', async () => {
    await rule()
    expect(await turn(1)).toHaveLength(2)
    await derive([outage()])
    expect(await turn(2)).toMatchObject([{ type: 'finding.firing', data: { title: 'Konkan does not answer' } }])
    await resolveAll()
    await derive([outage({ to: after(3) })])
    expect(await turn(4)).toMatchObject([{ type: 'finding.recovered', data: { title: 'Konkan does not answer' } }])
  })

  it('leaves alone what it does not explain', async () => {
    await rule()
    await putFindings(database.url, [{ applicationID: A, findingID: randomUUID(), since: T0 }])
    await derive([outage()])
    const titles = (await turn(1)).map(({ data }) => [data.count, data.incident?.kind ?? data.condition])
    expect(titles.toSorted()).toEqual([
      [1, 'offers-pending'],
      [3, 'lender-outage'],
    ])
  })

  it('can be named by a rule, by its kind or by the condition that tells its fix', async () => {
    await derive([outage()])
    for (const [conditions, count] of [
      [['lender-outage'], 1],
      [['offers-pending'], 1],
      [['caller-overload'], 0],
    ] as const) {
      await runSQL(database.url, 'DELETE FROM notification_rule')
      await rule({ conditions })
      const messages = await turn(1)
      expect(messages.map(({ data }) => data.incident?.kind)).toEqual(Array(count).fill('lender-outage'))
    }
  })

  it('that a rule does not ask for leaves its findings to be told by themselves', async () => {
    await derive([outage()])
    await rule({ conditions: ['journey-stalled'] })
    expect(await turn(1)).toMatchObject([{ data: { condition: 'journey-stalled', count: 1, incident: null } }])
  })

  it('ends without a word where the rule is changed to ask for something else', async () => {
    await derive([outage()])
    const { ruleID } = await rule({ conditions: ['lender-outage'] })
    expect(await turn(1)).toHaveLength(1)
    await runSQL(database.url, `UPDATE notification_rule SET conditions = '{rate-limited}' WHERE rule_id = '${ruleID}'`)
    await resolveAll()
    expect(await turn(2)).toEqual([])
  })
})
