import fc from 'fast-check'
import { expect, it } from 'vitest'
import { GROUP_WINDOW_MS, type DeliveryGroup, type FailedAttempt } from '@/lib/domain/delivery-group'
import { foldAttempts } from './delivery-group-fold'

const MINUTE = 60_000

const attempt = (id: string, minute: number, own: Partial<FailedAttempt> = {}): FailedAttempt => ({
  applicationID: 'a',
  key: 'wrong-secret|s',
  cause: 'wrong-secret',
  secretID: 's',
  id,
  at: new Date(minute * MINUTE),
  source: 'receiver',
  verdict: 'signature-mismatch',
  steps: 'secret:retired',
  sentence: `failed at ${minute}`,
  confidence: 1,
  missedJourneys: [],
  ...own,
})

/** Folds batch by batch, as the worker does. */
function foldAll(batches: FailedAttempt[][]): DeliveryGroup[] {
  const groups = new Map<string, DeliveryGroup>()
  let made = 0
  for (const batch of batches) {
    for (const { absorbed, attempts: _, ...group } of foldAttempts([...groups.values()], batch, () => `g${made++}`)) {
      groups.set(group.groupID, group)
      for (const id of absorbed) groups.delete(id)
    }
  }
  return [...groups.values()].toSorted((a, b) => a.firstAt.getTime() - b.firstAt.getTime() || (a.key < b.key ? -1 : 1))
}

const withoutID = ({ groupID: _, ...group }: DeliveryGroup) => group

it('joins what lies half an hour apart, and nothing further', () => {
  const [first, second] = foldAll([[attempt('1', 0), attempt('2', 30), attempt('3', 61)]])
  expect(first).toMatchObject({ deliveries: 2, firstAt: new Date(0), lastAt: new Date(30 * MINUTE) })
  expect(second).toMatchObject({ deliveries: 1, firstAt: new Date(61 * MINUTE) })
})

it('makes one of two groups when a late delivery lies between, and keeps the ID of the larger', () => {
  const [group, ...others] = foldAll([[attempt('1', 0)], [attempt('2', 50), attempt('3', 52)], [attempt('late', 25)]])
  expect(others).toEqual([])
  expect(group).toMatchObject({ groupID: 'g1', deliveries: 4, firstAt: new Date(0), lastAt: new Date(52 * MINUTE) })
})

it('keeps the first two and the last six deliveries, and counts each explanation', () => {
  const attempts = Array.from({ length: 40 }, (_, index) =>
    attempt(String(index).padStart(2, '0'), index, { steps: index % 4 === 0 ? 'body:go' : 'body:js' }),
  )
  const [group] = foldAll([attempts.slice(20), attempts.slice(0, 20)])
  expect(group?.samples.first.map(({ id }) => id)).toEqual(['00', '01'])
  expect(group?.samples.last.map(({ id }) => id)).toEqual(['34', '35', '36', '37', '38', '39'])
  expect(group?.explanations).toMatchObject({
    'body:go': { deliveries: 10, id: '00' },
    'body:js': { deliveries: 30, id: '01' },
  })
})

it('ends in the same groups in whatever order and division the deliveries come', () => {
  const one = fc.record({
    minute: fc.integer({ min: 0, max: 300 }),
    key: fc.constantFrom('wrong-secret|s', 'timestamp-stale|'),
    steps: fc.constantFrom('x', 'y'),
    source: fc.constantFrom('receiver', 'reported'),
  })
  const history = fc.array(one, { minLength: 1, maxLength: 30 }).chain((drawn) => {
    const attempts = drawn.map(({ minute, ...own }, index) => attempt(String(index), minute, own))
    return fc.record({
      attempts: fc.constant(attempts),
      shuffled: fc.shuffledSubarray(attempts, { minLength: attempts.length }),
      cuts: fc.array(fc.nat(attempts.length), { maxLength: 5 }),
    })
  })
  fc.assert(
    fc.property(history, ({ attempts, shuffled, cuts }) => {
      const ends = [0, ...cuts.toSorted((a, b) => a - b), shuffled.length]
      const batches = ends.slice(1).map((end, index) => shuffled.slice(ends[index], end))
      const groups = foldAll(batches)
      expect(groups.map(withoutID)).toEqual(foldAll([attempts]).map(withoutID))
      expect(groups.reduce((sum, { deliveries }) => sum + deliveries, 0)).toBe(attempts.length)
      for (const [index, group] of groups.entries()) {
        const next = groups.slice(index + 1).find(({ key }) => key === group.key)
        if (next) expect(next.firstAt.getTime() - group.lastAt.getTime()).toBeGreaterThan(GROUP_WINDOW_MS)
      }
    }),
  )
})
