import { describe, expect, it } from 'vitest'
import { refreshOutcome } from './refresh-journey'

describe('refreshOutcome', () => {
  it('tells news from no news', () => {
    expect(refreshOutcome(200, { updated: true, version: '5' })).toEqual({
      ok: true,
      message: 'Updated from the platform just now.',
    })
    expect(refreshOutcome(200, { updated: false, version: '5' }).message).toContain('nothing newer')
  })

  it('tells that a pull is still under way', () => {
    expect(refreshOutcome(202, { status: 'running', jobID: 'x' })).toMatchObject({ ok: true })
  })

  it('passes on what the desk says of a failure, and says something where it says nothing', () => {
    expect(refreshOutcome(409, { error: { code: 'CONFLICT', message: 'Pulls are off.' } })).toEqual({
      ok: false,
      message: 'Pulls are off.',
    })
    expect(refreshOutcome(500, null)).toEqual({ ok: false, message: 'The refresh failed (500).' })
  })
})
