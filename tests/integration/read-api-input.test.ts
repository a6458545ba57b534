import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { GET as listDeliveries } from '@/app/api/v1/deliveries/route'
import { GET as readDelivery } from '@/app/api/v1/deliveries/[deliveryID]/route'
import { GET as readFinding } from '@/app/api/v1/findings/[findingID]/route'
import { DELETE as notThere, GET as listFindings } from '@/app/api/v1/findings/route'
import { GET as listJourneys } from '@/app/api/v1/journeys/route'
import { GET as readJourney } from '@/app/api/v1/journeys/[journeyID]/route'
import { GET as readOpenAPI } from '@/app/api/v1/openapi.json/route'
import { createToken } from '@/lib/commands/create-token'
import { extendEnv } from '@/lib/env'
import type { RouteHandler } from '@/lib/http/route'
import { disconnect } from '@/lib/store/client'
import { forgetTokens } from '@/lib/store/tokens'
import { call as callRoute, refusal } from '@/tests/support/api'
import { createTestDatabase, type TestDatabase } from '@/tests/support/database'

let token = ''
let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
  token = (await createToken({ kind: 'system', name: 'cli' }, { name: 'test', scopes: ['read', 'triage'] })).token
})

const call: typeof callRoute = (handler, path, more = {}) => callRoute(handler, path, { token, ...more })

describe('bad input', () => {
  const bad: [RouteHandler, string, string][] = [
    ...['0', '-1', '201', '1e9', 'ten', '1.5', '99999999999999999999'].map((value): [RouteHandler, string, string] => [
      listFindings,
      `limit=${value}`,
      'limit',
    ]),
    [listFindings, 'cursor=x', 'cursor'],
    [listFindings, 'cursor=W10', 'cursor'],
    [listFindings, `cursor=${'a'.repeat(5000)}`, 'cursor'],
    [listFindings, `cursor=${Buffer.from('[1e300,"x"]').toString('base64url')}`, 'cursor'],
    [listFindings, 'status=gone', 'status'],
    [listFindings, 'condition=nothing', 'condition'],
    [listFindings, 'cause=nothing', 'cause'],
    [listFindings, 'environment=prod', 'environment'],
    [listFindings, 'applicationID=1', 'applicationID'],
    [listFindings, 'subjectID=%00', 'subjectID'],
    [listDeliveries, 'verdict=no', 'verdict'],
    [listDeliveries, 'from=yesterday', 'from'],
    [listDeliveries, 'to=2026-03-05', 'to'],
    [listDeliveries, 'to=0000-01-01T00:00:00Z', 'to'],
    [listDeliveries, 'cursor=x', 'cursor'],
    [listJourneys, 'limit=0', 'limit'],
    [listJourneys, 'cursor=x', 'cursor'],
    [listJourneys, 'q=%00', 'q'],
    [listJourneys, 'stuck=maybe', 'stuck'],
    [listJourneys, 'applicationID=1', 'applicationID'],
  ]
  const named = bad.map(([handler, query, parameter]) => [query.slice(0, 60), parameter, query, handler] as const)
  it.each(named)('?%s is 400 and names %s', async (_title, parameter, query, handler) => {
    const refused = await refusal(call(handler, `/api?${query}`))
    expect(refused).toMatchObject({ status: 400, code: 'BAD_REQUEST' })
    expect(refused.message).toContain(parameter)
  })

  it('an ID that cannot be one is 400 or 404, never 500', async () => {
    for (const id of ['\0', 'x', "'; drop", '%', 'é'.repeat(400), 'a'.repeat(10_000)]) {
      const answers = await Promise.all([
        call(readFinding, '/', { params: { findingID: id } }),
        call(readDelivery, '/', { params: { deliveryID: id } }),
        call(readJourney, '/', { params: { journeyID: id } }),
      ])
      for (const answer of answers) expect([400, 404]).toContain(answer.status)
    }
  })
})

it('answers a method that an address does not have with 405 and the ones it has', async () => {
  const answer = await notThere()
  expect(answer.headers.get('allow')).toBe('GET')
  expect(await refusal(answer)).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED' })
})

it('tells its own shape in OpenAPI 3.1', async () => {
  const response = await call(readOpenAPI, '/api/v1/openapi.json')
  const document = z
    .object({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
    .parse(await response.json())
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/findings',
      '/findings/{findingID}',
      '/journeys',
      '/journeys/{journeyID}',
      '/deliveries',
      '/deliveries/{deliveryID}',
    ]),
  )
})

it('says 503 with Retry-After while the database cannot be reached', async () => {
  await disconnect()
  forgetTokens()
  extendEnv({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  try {
    const response = await call(listFindings, '/api/v1/findings')
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await refusal(response)).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
  } finally {
    await disconnect()
    extendEnv({ DATABASE_URL: database.url })
  }
})
