import { beforeAll, expect, it } from 'vitest'
import { GET as listFindings } from '@/app/api/v1/findings/route'
import { createToken } from '@/lib/commands/create-token'
import { setSetting } from '@/lib/commands/set-setting'
import { call, refusal } from '@/tests/support/api'
import { createTestDatabase } from '@/tests/support/database'

const SYSTEM = { kind: 'system', name: 'cli' } as const
let [first, second]: string[] = []

beforeAll(async () => {
  await createTestDatabase()
  const make = async (name: string) => (await createToken(SYSTEM, { name, scopes: ['read'] })).token
  first = await make('first')
  second = await make('second')
  await setSetting(SYSTEM, { key: 'api.requestsPerMinute', value: 3 })
})

const ask = (token: string | undefined, query = '') =>
  call(listFindings, `/api/v1/findings${query}`, { token: token ?? null })

it('a token is told what is left to it, and is refused with the wait once nothing is', async () => {
  const left: (string | null)[] = []
  for (const query of ['', '?limit=x', '']) left.push((await ask(first, query)).headers.get('ratelimit'))
  expect(left).toEqual([2, 1, 0].map((r) => expect.stringMatching(new RegExp(`^"token";r=${r};t=[1-6]?\\d$`))))
  const refused = await ask(first)
  expect(refused.headers.get('ratelimit-policy')).toBe('"token";q=3;w=60')
  const wait = Number(refused.headers.get('retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(60)
  const said = await refusal(refused)
  expect(said).toMatchObject({ status: 429, code: 'TOO_MANY_REQUESTS' })
  expect(said.message).toContain(`wait ${wait} s`)
})

it('another token has its own, and a raised setting holds at once', async () => {
  expect((await ask(second)).status).toBe(200)
  await setSetting(SYSTEM, { key: 'api.requestsPerMinute', value: 10 })
  expect((await ask(first)).status).toBe(200)
})
