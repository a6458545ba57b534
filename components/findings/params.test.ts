import { describe, expect, it } from 'vitest'
import { causeOf, loadFindingParams, statusesOf } from './params'

describe('filters of the findings', () => {
  it('begin with what nobody has taken in hand', () => {
    expect(statusesOf(loadFindingParams({}).status)).toEqual(['open'])
    expect(statusesOf('unresolved')).toEqual(['open', 'acknowledged', 'snoozed'])
    expect(statusesOf('all')).toBeUndefined()
    expect(statusesOf('resolved')).toEqual(['resolved'])
  })
  it('pass over a condition that does not exist, and a cause of another condition', () => {
    expect(loadFindingParams({ condition: 'nonsense' }).condition).toBeNull()
    expect(causeOf({ condition: 'offers-pending', cause: 'aa-required' })).toBe('aa-required')
    expect(causeOf({ condition: 'rate-limited', cause: 'aa-required' })).toBeNull()
    expect(causeOf({ condition: null, cause: 'aa-required' })).toBe('aa-required')
    expect(causeOf({ condition: 'rate-limited', cause: 'undetermined' })).toBe('undetermined')
  })
})
