import { expect, it } from 'vitest'
import { runHostile } from '@/tests/faults/hostile'

it('two thousand generated requests get no wrong acceptance and no 500, and each refusal is counted', async () => {
  const { problems, facts } = await runHostile({ seed: 11, requests: 2_000, say: () => undefined })
  expect(problems).toEqual([])
  expect(facts).toContain('2000 requests')
})
