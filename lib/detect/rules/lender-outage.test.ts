import { describe, expect, it } from 'vitest'
import { isByChance, lenderOutages, type LenderWait } from './lender-outage'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOW = Date.UTC(2026, 2, 10, 12)
const KNOWN_FROM = new Date(NOW - 14 * 24 * HOUR)

let count = 0
function wait(lender: string, minutesAgo: number, rest: Partial<LenderWait> = {}): LenderWait {
  count += 1
  const from = new Date(NOW - minutesAgo * MINUTE)
  return {
    findingID: `f${String(count).padStart(6, '0')}`,
    subjectID: `j${count}`,
    condition: 'offers-pending',
    cause: 'lender-dispatch-in-flight',
    lenders: [lender],
    episodes: [{ from, to: null }],
    ...rest,
  }
}

const spread = (lender: string, total: number, everyMinutes: number, startAgo = 0) =>
  Array.from({ length: total }, (_, index) => wait(lender, startAgo + index * everyMinutes))

it('looks through two weeks of a slow lender at once', () => {
  const waits = spread('Slow Bank', 14 * 24 * 60, 1)
  const before = process.cpuUsage()
  expect(lenderOutages(waits, KNOWN_FROM)).toEqual([])
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(5_000)
})

describe('a lender outage', () => {
  it('is one incident with the journeys that wait, from the first on', () => {
    const waits = [...spread('Acme Bank', 12, 4), wait('Other Bank', 20)]
    const [outage, ...others] = lenderOutages(waits, KNOWN_FROM)
    expect(others).toEqual([])
    expect(outage).toMatchObject({
      kind: 'lender-outage',
      subject: 'Acme Bank',
      from: new Date(NOW - 44 * MINUTE),
      to: null,
      condition: 'offers-pending',
      cause: 'lender-dispatch-in-flight',
    })
    expect(outage?.effects).toHaveLength(12)
    expect(outage?.journeyIDs).toHaveLength(12)
  })

  it('is not told of three unrelated stalls', () => {
    expect(lenderOutages(spread('Acme Bank', 3, 10), KNOWN_FROM)).toEqual([])
  })

  it('is not told of one journey that stalls again and again', () => {
    const again = Array.from({ length: 9 }, (_, index) => ({
      from: new Date(NOW - (50 - index * 5) * MINUTE),
      to: new Date(NOW - (48 - index * 5) * MINUTE),
    }))
    expect(lenderOutages([wait('Acme Bank', 0, { episodes: again })], KNOWN_FROM)).toEqual([])
  })

  it('is not told of a slow lender that always keeps so many waiting', () => {
    expect(lenderOutages(spread('Slow Bank', 14 * 24 * 6, 10), KNOWN_FROM)).toEqual([])
  })

  it('is told of a slow lender once far more wait than it ever kept', () => {
    const usual = spread('Slow Bank', 7 * 24 * 6, 10, 60)
    const [outage] = lenderOutages([...usual, ...spread('Slow Bank', 40, 1)], KNOWN_FROM)
    expect(outage?.subject).toBe('Slow Bank')
    expect(outage?.effects.length).toBeGreaterThanOrEqual(40)
  })

  it('is not told where most other lenders surge as well', () => {
    const surges = ['A', 'B', 'C'].flatMap((lender) => spread(lender, 12, 4))
    expect(lenderOutages([...surges, wait('D', 3000)], KNOWN_FROM)).toEqual([])
  })

  it('is over when no wait of it holds any more', () => {
    const ended = spread('Acme Bank', 10, 5, 300).map((row) => ({
      ...row,
      episodes: row.episodes.map(({ from }) => ({ from, to: new Date(NOW - 200 * MINUTE) })),
    }))
    expect(lenderOutages(ended, KNOWN_FROM)).toMatchObject([{ to: new Date(NOW - 200 * MINUTE) }])
  })

  it('does not make the next one look usual', () => {
    const waits = [...spread('Acme Bank', 60, 4, 24 * 60), ...spread('Acme Bank', 12, 4)]
    expect(lenderOutages(waits, KNOWN_FROM)).toHaveLength(2)
  })

  it('needs more where the lender has been known for less than a day', () => {
    const knownFrom = new Date(NOW - 3 * HOUR)
    expect(lenderOutages(spread('New Bank', 8, 5), knownFrom)).toEqual([])
    expect(lenderOutages(spread('New Bank', 12, 4), knownFrom)).toHaveLength(1)
  })

  it('is the same whatever order the findings come in', () => {
    const waits = [...spread('Acme Bank', 30, 3), ...spread('Other Bank', 50, 200), ...spread('B', 9, 6)]
    const expected = lenderOutages(waits, KNOWN_FROM)
    expect(lenderOutages(waits.toReversed(), KNOWN_FROM)).toEqual(expected)
    expect(
      lenderOutages(
        waits.toSorted((a, b) => ((a.findingID.at(-1) ?? '') < (b.findingID.at(-1) ?? '') ? -1 : 1)),
        KNOWN_FROM,
      ),
    ).toEqual(expected)
  })

  it('counts a journey that waits for two lenders in both', () => {
    const both = Array.from({ length: 10 }, (_, index) => wait('A', index * 5, { lenders: ['A', 'B'] }))
    const rest = ['C', 'D', 'E'].map((lender) => wait(lender, 500))
    expect(lenderOutages([...both, ...rest], KNOWN_FROM).map(({ subject }) => subject)).toEqual(['A', 'B'])
  })
})

it('takes what one hour in ten thousand brings for chance', () => {
  expect(isByChance(5, 1)).toBe(true)
  expect(isByChance(5, 0.3)).toBe(false)
  expect(isByChance(9, 2)).toBe(true)
  expect(isByChance(10, 2)).toBe(false)
  expect(isByChance(400, 300)).toBe(false)
  expect(isByChance(330, 300)).toBe(true)
})
