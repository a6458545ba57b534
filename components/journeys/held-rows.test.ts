import { describe, expect, it } from 'vitest'
import { holdRows } from './held-rows'

const row = (id: string, value = 0) => ({ id, value })
const hold = (held: ReturnType<typeof row>[], current: ReturnType<typeof row>[]) =>
  holdRows(held, current, ({ id }) => id)

describe('holdRows', () => {
  it('renews rows in place and never reorders them', () => {
    const { rows } = hold([row('a'), row('b')], [row('b', 2), row('a', 1)])
    expect(rows).toEqual([row('a', 1), row('b', 2)])
  })

  it('counts what would come and keeps what would go', () => {
    const { rows, arrived, left } = hold([row('a'), row('b')], [row('b'), row('c'), row('d')])
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(arrived).toBe(2)
    expect([...left]).toEqual(['a'])
  })
})
