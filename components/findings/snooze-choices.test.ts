import { describe, expect, it } from 'vitest'
import { offeredChoices, snoozeChange, snoozeUntil } from './snooze-choices'

/** A Thursday, in the zone of whoever runs this. */
const NOW = new Date(2026, 2, 5, 15, 30)
const filled = { now: NOW, custom: '', count: '1' }

describe('the choices of a snooze', () => {
  it('end in the morning of the next day, or of the next Monday', () => {
    expect(snoozeUntil('tomorrow', NOW)).toEqual(new Date(2026, 2, 6, 9))
    expect(snoozeUntil('monday', NOW)).toEqual(new Date(2026, 2, 9, 9))
    expect(snoozeUntil('monday', new Date(2026, 2, 9, 8))).toEqual(new Date(2026, 2, 16, 9))
    expect(snoozeUntil('tomorrow', new Date(2026, 11, 31, 23))).toEqual(new Date(2027, 0, 1, 9))
  })

  it('offer Monday but once on a Sunday', () => {
    expect(offeredChoices(NOW)).toContain('monday')
    expect(offeredChoices(new Date(2026, 2, 8, 12))).not.toContain('monday')
  })

  it('end with so many more occurrences or subjects', () => {
    expect(snoozeChange('occurrences', { ...filled, count: '10' })).toEqual({
      status: 'snoozed',
      snoozeUntilWorse: { occurrences: 10 },
    })
    expect(snoozeChange('subjects', filled)).toEqual({ status: 'snoozed', snoozeUntilWorse: { subjects: 1 } })
  })

  it('say what is missing', () => {
    expect(snoozeChange('custom', filled)).toBe('Choose a time in the future.')
    expect(snoozeChange('custom', { ...filled, custom: '2026-03-05T15:00' })).toBe('Choose a time in the future.')
    expect(snoozeChange('occurrences', { ...filled, count: '0' })).toBe('Say how many more, in whole numbers.')
  })
})
