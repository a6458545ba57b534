import { describe, expect, it } from 'vitest'
import type { OverviewModel } from '@/lib/query/overview'
import { overviewSentence, plainSentence } from './sentence'

const now = new Date('2026-11-22T15:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const clock = (at: Date) => at.toISOString().slice(11, 16)

const calm: Parameters<typeof overviewSentence>[0] = {
  applications: 1,
  stuck: [],
  anyJourney: true,
  freshness: { webhookAt: ago(0), pulledAt: null, detectionLagMs: 0 },
  deliveries: { total: 100, verified: 100, failures: [] },
  groups: [],
  moving: 5,
  calls: { limitedNow: null },
  now,
}
const failure: OverviewModel['deliveries']['failures'][number] = {
  cause: 'wrong-secret',
  verdict: 'signature-mismatch',
  total: 412,
  firstAt: new Date('2026-11-22T14:02:00Z'),
  lastAt: ago(1),
  sentence: null,
}
const say = (model: Partial<typeof calm>) => plainSentence(overviewSentence({ ...calm, ...model }), clock)

describe('the sentence on top', () => {
  it('counts what is stuck and names the longest wait', () => {
    const stuck = [
      { owner: 'lender', total: 4, waitingSince: ago(72) },
      { owner: 'us', total: 3, waitingSince: ago(14) },
    ]
    expect(say({ stuck })).toBe('7 journeys are stuck, the longest for 1 h 12 m with a lender.')
  })

  it('joins refused webhooks with their cause and since when', () => {
    const stuck = [{ owner: 'platform', total: 1, waitingSince: ago(26) }]
    expect(say({ stuck, deliveries: { total: 500, verified: 88, failures: [failure] } })).toBe(
      '1 journey is stuck, the longest for 26 min with the platform; and 412 webhooks were refused since 14:02, wrong secret.',
    )
  })

  it('says until when failures lasted once they are over', () => {
    const failures = [{ ...failure, total: 1, lastAt: ago(180) }]
    expect(say({ deliveries: { total: 2, verified: 1, failures } })).toBe(
      '1 webhook was refused until 12:00, wrong secret.',
    )
  })

  it('does not call a late delivery refused', () => {
    const failures = [{ ...failure, verdict: 'stale', cause: 'timestamp-stale' }]
    expect(say({ deliveries: { total: 413, verified: 1, failures } })).not.toContain('refused since')
  })

  it('names the route where 429s are, unless they are few or a small part', () => {
    const route = 'GET /journeys/{journeyID}/state'
    const stuck = [{ owner: 'platform', total: 1, waitingSince: ago(26) }]
    expect(say({ calls: { limitedNow: { route, calls: 2000, limited: 62 } } })).toBe(`429s are at 3.1 % on ${route}.`)
    expect(say({ stuck, calls: { limitedNow: { route, calls: 100, limited: 50 } } })).toBe(
      `1 journey is stuck, the longest for 26 min with the platform; and 429s are at 50 % on ${route}.`,
    )
    expect(say({ calls: { limitedNow: { route, calls: 4, limited: 4 } } })).toContain('No journey is stuck')
    expect(say({ calls: { limitedNow: { route, calls: 90_000, limited: 62 } } })).toContain('No journey is stuck')
  })

  it('claims health only where something was received', () => {
    expect(say({})).toBe('No journey is stuck, and no webhook in this time range was refused.')
    expect(say({ deliveries: { total: 0, verified: 0, failures: [] } })).toBe(
      'No journey is stuck; no webhook came in this time range.',
    )
  })

  it('never takes an empty desk for a healthy one', () => {
    const freshness = { webhookAt: null, pulledAt: null, detectionLagMs: 0 }
    expect(say({ anyJourney: false, freshness })).toBe(
      'No data has been received yet, so nothing can be said about journeys.',
    )
    expect(say({ applications: 0 })).toBe('No application is set up in this environment yet.')
  })

  it('notices silence while journeys run', () => {
    const freshness = { webhookAt: ago(180), pulledAt: null, detectionLagMs: 0 }
    expect(say({ freshness })).toBe('No webhook has come for 3 h.')
    expect(say({ freshness, moving: 0 })).toContain('No journey is stuck')
  })
})
