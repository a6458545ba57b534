import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinSides, type SideAttempt } from './delivery-sides'
import { DELIVERY_SOURCES, PROCESSINGS, VERDICTS } from './vocabulary'

const attempt = (own: Partial<SideAttempt>): SideAttempt => ({
  source: 'receiver',
  at: new Date('2026-03-05T16:48:20Z'),
  verdict: 'verified',
  cause: null,
  processing: 'applied',
  responseStatus: 200,
  reportedOutcome: null,
  error: null,
  nextAttemptAt: null,
  ...own,
})
const logged = (own: Partial<SideAttempt> = {}) => attempt({ source: 'platform', processing: 'none', ...own })
const reported = (own: Partial<SideAttempt> = {}) =>
  attempt({ source: 'reported', processing: 'skipped', reportedOutcome: 'accepted', ...own })
const refusal = {
  verdict: 'signature-mismatch',
  cause: 'wrong-secret',
  processing: 'none',
  responseStatus: 401,
} as const

const join = (attempts: SideAttempt[], rest: { isApplied?: boolean; isLogRead?: boolean } = {}) =>
  joinSides({ attempts, isApplied: false, isLogRead: false, ...rest })

describe('one event from three sides', () => {
  it('was never sent where the log was read and does not have it', () => {
    expect(join([], { isLogRead: true })).toMatchObject({
      sent: 'no',
      received: 'no',
      applied: 'no',
      outcome: 'never-sent',
      sentence: 'The platform never sent it.',
    })
  })

  it('stays unknown where the log was not read', () => {
    expect(join([])).toMatchObject({ sent: 'unknown', received: 'unknown', outcome: 'unknown' })
  })

  it('was refused by us, and the sentence says why', () => {
    expect(join([attempt(refusal), logged({ responseStatus: 401 })])).toMatchObject({
      sent: 'yes',
      received: 'yes',
      verified: 'no',
      applied: 'no',
      outcome: 'refused',
      sentence: 'It arrived and we refused it: wrong secret.',
    })
  })

  it('was not applied, which is another thing than refused', () => {
    expect(join([attempt({ processing: 'failed' })])).toMatchObject({
      verified: 'yes',
      applied: 'no',
      outcome: 'not-applied',
      sentence: 'It arrived and verified, and we failed to apply it.',
    })
  })

  it('was set aside where it is authentic and late', () => {
    expect(join([attempt({ verdict: 'stale', processing: 'quarantined', responseStatus: 202 })])).toMatchObject({
      verified: 'yes',
      outcome: 'set-aside',
    })
  })

  it('was lost where the platform was answered by something that tells us nothing', () => {
    expect(join([logged({ responseStatus: 204 })])).toMatchObject({ sent: 'yes', received: 'no', outcome: 'lost' })
  })

  it('found nobody where the platform got no answer', () => {
    const { outcome, sentence } = join([logged({ responseStatus: null, error: 'connection refused' })])
    expect(outcome).toBe('unanswered')
    expect(sentence).toContain('connection refused')
  })

  it('was applied here and refused by the partner’s own receiver', () => {
    expect(join([reported({ reportedOutcome: 'rejected', processing: 'applied' })])).toMatchObject({
      applied: 'yes',
      outcome: 'partner-refused',
    })
  })

  it('was applied after attempts that did not verify', () => {
    expect(join([attempt(refusal), attempt({ at: new Date('2026-03-05T17:00:00Z') })])).toMatchObject({
      verified: 'yes',
      applied: 'yes',
      outcome: 'applied',
      sentence: 'It was applied, after an attempt that did not verify.',
    })
  })

  it('came by a pull where it was refused or never arrived', () => {
    expect(join([], { isApplied: true })).toMatchObject({ outcome: 'applied-otherwise', applied: 'yes' })
    expect(join([attempt(refusal)], { isApplied: true })).toMatchObject({ outcome: 'applied-otherwise' })
  })

  it('is told alike in whatever order the attempts are read', () => {
    const anyAttempt = fc.record({
      source: fc.constantFrom(...DELIVERY_SOURCES),
      minute: fc.integer({ min: 0, max: 59 }),
      verdict: fc.constantFrom(...VERDICTS),
      processing: fc.constantFrom(...PROCESSINGS),
      reportedOutcome: fc.constantFrom(null, 'accepted', 'rejected'),
    })
    const attempts = fc.uniqueArray(anyAttempt, { maxLength: 6, selector: ({ minute }) => minute })
    fc.assert(
      fc.property(attempts, fc.boolean(), fc.boolean(), (drawn, isApplied, isLogRead) => {
        const told = drawn.map(({ minute, ...own }) => attempt({ ...own, at: new Date(minute * 60_000) }))
        const rest = { isApplied, isLogRead }
        expect(join(told.toReversed(), rest)).toEqual(join(told, rest))
      }),
    )
  })
})
