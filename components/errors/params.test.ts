import { describe, expect, it } from 'vitest'
import { shownWindow } from './params'
import { seriesHrefs, toFilters } from './view'

const now = new Date('2026-11-22T15:00:00Z')

describe('the part of time that is shown', () => {
  it('is the brushed part where the URL holds one', () => {
    const zoom = { from: new Date('2026-11-22T10:00:00Z'), to: new Date('2026-11-22T11:00:00Z') }
    expect(shownWindow(zoom, '24h', now)).toEqual({ ...zoom, zoomed: true })
  })

  it('is the range up to now where it holds none, half of one, or one that ends before it begins', () => {
    const whole = { from: new Date('2026-11-22T14:00:00Z'), to: now, zoomed: false }
    expect(shownWindow({ from: null, to: null }, '1h', now)).toEqual(whole)
    expect(shownWindow({ from: now, to: null }, '1h', now)).toEqual(whole)
    expect(shownWindow({ from: now, to: new Date(0) }, '1h', now)).toEqual(whole)
  })
})

describe('a click on a series', () => {
  const view = (changes: Record<string, string | null>) => JSON.stringify(changes)
  const series = [
    { key: '429', dataKey: 's0' },
    { key: 'other', dataKey: 's1' },
  ]

  it('narrows to it, a second one widens again, and other leads nowhere', () => {
    expect(seriesHrefs(series, 'status', {}, view)).toEqual({ s0: '{"status":"429","open":null}' })
    expect(seriesHrefs(series, 'status', { status: 429 }, view)).toEqual({ s0: '{"status":null,"open":null}' })
  })

  it('keeps a status of zero, which is a call without an answer', () => {
    expect(toFilters({ code: null, route: null, caller: '', status: 0 })).toEqual({ status: 0 })
  })
})
