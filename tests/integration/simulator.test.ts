import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { detectOnce } from '@/lib/detect/run'
import { ingestReportedDeliveries } from '@/lib/ingest/reported-deliveries'
import { db } from '@/lib/store/client'
import { generateHistory, type History } from '@/simulator/history/generate'
import { postRecords, type PostCounts } from '@/simulator/history/post'
import { createTestDatabase } from '@/tests/support/database'
import { addTestApplication, type TestApplication } from '@/tests/support/webhooks'

let application: TestApplication
let history: History
let counts: PostCounts
let server: Server

async function readAll(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(Buffer.from(chunk))
  return Buffer.concat(parts)
}

/** The ingest core behind a plain server: the route around it is thin, and this needs no build. */
async function serveIngest(): Promise<string> {
  server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const bytes = await readAll(request)
      const contentType = request.headers['content-type'] ?? ''
      const contentEncoding = request.headers['content-encoding'] ?? ''
      const answered = await ingestReportedDeliveries({ bytes, contentType, contentEncoding }, null, new Date())
      response.writeHead(202).end(JSON.stringify(answered))
    }
    answer().catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

beforeAll(async () => {
  await createTestDatabase()
  application = await addTestApplication()
  const { applicationID, tenantID, secret } = application
  history = generateHistory({ seed: 11, days: 10, journeys: 120, now: new Date(), applicationID, tenantID, secret })
  const target = { target: await serveIngest(), token: 'none', path: '/api/ingest/deliveries' } as const
  counts = await postRecords(target, history.deliveries)
})

afterAll(() => {
  server.close()
})

it('feeds a history whose every record is taken, and those told twice counted once', async () => {
  expect(counts.refusals).toEqual([])
  expect(counts.records).toBe(history.deliveryCount)
  expect(counts.accepted + counts.duplicates).toBe(counts.records)
  const distinct = new Set([...history.deliveries].map((delivery) => delivery.deliveryID))
  expect(counts.accepted).toBe(distinct.size)
  expect(await db().webhookDelivery.count()).toBe(distinct.size)
})

it('leaves each journey as the world has it, but for updates that never came through', async () => {
  const rows = await db().journey.findMany({ select: { journeyID: true, status: true, version: true } })
  const stored = new Map(rows.map((row) => [row.journeyID, row]))
  const missing = new Set(
    history.labels.filter((label) => label.cause === 'updates-missing').map((label) => label.subjectID),
  )
  expect(rows).toHaveLength(history.journeys.length)
  for (const { journeyID, states } of history.journeys) {
    if (missing.has(journeyID)) continue
    const last = states.at(-1)
    expect(stored.get(journeyID)).toMatchObject({ status: last?.status, version: BigInt(last?.sequence ?? 0) })
  }
})

it('takes every delivery for verified, except those that were spoiled on their way', async () => {
  const refused = await db().webhookDelivery.count({ where: { verdict: { notIn: ['verified', 'duplicate'] } } })
  const groups = history.labels.filter((label) => label.subjectType === 'delivery_group')
  const spoiled = groups
    .filter((label) => !label.scenario?.startsWith('computed-'))
    .flatMap((label) => label.deliveryIDs)
  expect(refused).toBe(spoiled.length)
})

it('tells spoiled deliveries as one finding of their cause, for each while without half an hour of pause', async () => {
  while ((await detectOnce(new Date())) > 0);
  const found = await db().finding.findMany({
    where: { subjectType: 'delivery_group' },
    select: { cause: true, occurrences: true, firstSeenAt: true, lastSeenAt: true },
    orderBy: { firstSeenAt: 'asc' },
  })
  const groups = history.labels.filter((label) => label.subjectType === 'delivery_group')
  const played = await Promise.all(
    groups.map(async ({ cause, deliveryIDs }) => {
      const rows = await db().webhookDelivery.findMany({
        where: { reportedDeliveryID: { in: deliveryIDs ?? [] } },
        select: { receivedAt: true },
        orderBy: { receivedAt: 'asc' },
      })
      return chainsOf(rows.map(({ receivedAt }) => receivedAt)).map((chain) => ({ cause, ...chain }))
    }),
  )
  expect(found).toEqual(played.flat().toSorted((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime()))
})

function chainsOf(times: Date[]): { occurrences: number; firstSeenAt: Date; lastSeenAt: Date }[] {
  const chains: { occurrences: number; firstSeenAt: Date; lastSeenAt: Date }[] = []
  for (const at of times) {
    const last = chains.at(-1)
    if (last && at.getTime() - last.lastSeenAt.getTime() <= 30 * 60_000) {
      last.lastSeenAt = at
      last.occurrences += 1
    } else chains.push({ occurrences: 1, firstSeenAt: at, lastSeenAt: at })
  }
  return chains
}
