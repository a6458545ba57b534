import { describe, expect, it } from 'vitest'
import { formatISO } from './iso-time'

const at = new Date('2026-11-22T14:02:11.204Z')

describe('a time with its zone', () => {
  it('carries the offset of the zone and names the same moment', () => {
    expect(formatISO(at, 'Asia/Kolkata')).toBe('2026-11-22T19:32:11.204+05:30')
    expect(formatISO(at, 'America/New_York')).toBe('2026-11-22T09:02:11.204-05:00')
    expect(new Date(formatISO(at, 'Asia/Kathmandu'))).toEqual(at)
  })

  it('follows summer time', () => {
    expect(formatISO(new Date('2026-07-01T12:00:00Z'), 'Europe/Berlin')).toBe('2026-07-01T14:00:00.000+02:00')
    expect(formatISO(new Date('2026-12-01T12:00:00Z'), 'Europe/Berlin')).toBe('2026-12-01T13:00:00.000+01:00')
  })

  it('is in UTC where no zone is known', () => {
    expect(formatISO(at, 'UTC')).toBe('2026-11-22T14:02:11.204Z')
    expect(formatISO(at, 'Mars/Olympus')).toBe('2026-11-22T14:02:11.204Z')
  })
})
