import { describe, expect, it } from 'vitest'
import { isRegressed } from './error-regression'

describe('whether a group of errors got worse', () => {
  it('needs a share that grew by half and by more than chance', () => {
    expect(isRegressed({ calls: 1000, errors: 60, callsBefore: 1000, errorsBefore: 10 })).toBe(true)
    expect(isRegressed({ calls: 1000, errors: 12, callsBefore: 1000, errorsBefore: 10 })).toBe(false)
    expect(isRegressed({ calls: 20, errors: 6, callsBefore: 20, errorsBefore: 3 })).toBe(false)
    expect(isRegressed({ calls: 1e6, errors: 12_000, callsBefore: 1e6, errorsBefore: 10_000 })).toBe(false)
  })

  it('does not compare with a time of which too little is known', () => {
    expect(isRegressed({ calls: 100, errors: 50, callsBefore: 0, errorsBefore: 0 })).toBe(false)
    expect(isRegressed({ calls: 100, errors: 50, callsBefore: 19, errorsBefore: 0 })).toBe(false)
  })

  it('does not mind more traffic with the same share', () => {
    expect(isRegressed({ calls: 10_000, errors: 100, callsBefore: 1000, errorsBefore: 10 })).toBe(false)
  })
})
