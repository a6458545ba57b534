import { describe, expect, it } from 'vitest'
import { isWindow, toLocalField, windowProblem } from './range'

const at = (hour: number) => new Date(Date.UTC(2026, 10, 22, hour))
const now = at(15)

describe('a range that was entered', () => {
  it('is taken where it begins before it ends, and in the past', () => {
    expect(windowProblem(at(10), at(12), now)).toBeNull()
    expect(windowProblem(at(10), at(18), now)).toBeNull()
    expect(isWindow(at(10), at(12))).toBe(true)
  })

  it.each([
    ['without a start', new Date(NaN), at(12), /begins/],
    ['without an end', at(10), new Date(NaN), /ends/],
    ['that ends before it begins', at(12), at(10), /swap/],
    ['of no length', at(12), at(12), /swap/],
    ['that begins in the future', at(16), at(17), /earlier/],
    ['of more than 400 days', new Date(0), at(10), /400 days/],
  ])('is refused %s, with the remedy', (_, from, to, problem) => {
    expect(windowProblem(from, to, now)).toMatch(problem)
  })

  it('is written into its field in the zone of the machine', () => {
    expect(new Date(toLocalField(at(10))).getTime()).toBe(at(10).getTime())
  })
})
