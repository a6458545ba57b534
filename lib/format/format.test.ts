import { describe, expect, it } from 'vitest'
import { formatAge, formatDuration, formatRelative } from './duration'
import { shortenID } from './id'
import { formatCount, formatMoney, formatShare } from './number'
import { isRange, rangeLabel, rangeMs } from './range'
import { formatClock, formatExact, formatTick } from './time'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

describe('durations', () => {
  it('say fractions below ten seconds and whole units above', () => {
    expect(formatDuration(400)).toBe('0.4 s')
    expect(formatDuration(9_990)).toBe('9.9 s')
    expect(formatDuration(26 * MINUTE + 59_000)).toBe('26 min')
  })
  it('join two units from an hour on and drop an empty second one', () => {
    expect(formatDuration(72 * MINUTE)).toBe('1 h 12 m')
    expect(formatDuration(2 * HOUR)).toBe('2 h')
    expect(formatDuration(76 * HOUR)).toBe('3 d 4 h')
    expect(formatDuration(30 * 24 * HOUR)).toBe('30 d')
  })
  it('never go below zero', () => {
    expect(formatDuration(-5)).toBe('0 s')
    expect(formatAge(-5)).toBe('0 s')
  })
})

describe('relative times', () => {
  const now = new Date('2026-11-22T14:00:00Z')
  it('look back, ahead and at now', () => {
    expect(formatRelative(new Date(now.getTime() - 26 * MINUTE), now)).toBe('26 min ago')
    expect(formatRelative(new Date(now.getTime() + 5 * MINUTE), now)).toBe('in 5 min')
    expect(formatRelative(now, now)).toBe('just now')
  })
})

describe('clock times', () => {
  const now = new Date('2026-11-22T14:00:00Z')
  it('leave the date out today in the zone of the reader', () => {
    expect(formatClock(new Date('2026-11-22T08:32:00Z'), now, 'Asia/Kolkata')).toBe('14:02')
    expect(formatClock(new Date('2026-11-21T18:00:00Z'), now, 'UTC')).toBe('21 Nov 18:00')
    expect(formatClock(new Date('2025-11-21T18:00:00Z'), now, 'UTC')).toBe('21 Nov 2025 18:00')
  })
  it('are exact to the millisecond with their zone', () => {
    expect(formatExact(new Date('2026-11-22T08:32:11.204Z'), 'UTC')).toBe('22 Nov 2026, 08:32:11.204 UTC')
    expect(formatExact(new Date('2026-11-22T08:32:11.204Z'), 'Asia/Kolkata')).toMatch(/14:02:11\.204 (IST|GMT\+5:30)$/)
  })
  it('fall back to UTC for a zone that does not exist', () => {
    expect(formatClock(now, now, 'Mars/Olympus')).toBe('14:00')
  })
  it('label an axis by time within a day and by date beyond', () => {
    expect(formatTick(now, 24 * HOUR, 'UTC')).toBe('14:00')
    expect(formatTick(now, 168 * HOUR, 'UTC')).toBe('22 Nov')
  })
})

describe('numbers', () => {
  it('stay exact up to 9,999 and shorten beyond', () => {
    expect(formatCount(9_999)).toBe('9,999')
    expect(formatCount(48_213)).toBe('48.2k')
    expect(formatCount(999_999)).toBe('1M')
    expect(formatCount(1_250_000)).toBe('1.25M')
  })
  it('group money the Indian way', () => {
    expect(formatMoney(250_000)).toBe('₹2,50,000')
    expect(formatMoney(1_234_567.5)).toBe('₹12,34,567.50')
  })
  it('never round a share that exists away', () => {
    expect(formatShare(0.031)).toBe('3.1 %')
    expect(formatShare(0.0004)).toBe('< 0.1 %')
    expect(formatShare(0.9997)).toBe('> 99.9 %')
    expect(formatShare(0)).toBe('0 %')
    expect(formatShare(1)).toBe('100 %')
  })
})

describe('IDs', () => {
  it('shorten in the middle and stay whole when short', () => {
    expect(shortenID('8f3c21d0-1f2e-4c3b-9d8a-0f1e2d3c4e91')).toBe('8f3c21d0…4e91')
    expect(shortenID('CUST_0012')).toBe('CUST_0012')
  })
})

describe('ranges', () => {
  it('know their length and their label', () => {
    expect(rangeMs('3d')).toBe(72 * HOUR)
    expect(rangeLabel('24h')).toBe('24 h')
    expect(isRange('9d')).toBe(false)
  })
})
