import { describe, expect, it } from 'vitest'
import { findingSample } from '@/components/journey/samples'
import { didWords, isSameTriage, outcomeWords, undoOf } from './triage-words'

const NOW = new Date('2026-03-05T10:00:00Z')
const LATER = new Date('2026-03-06T09:00:00Z')
const open = findingSample({ status: 'open', assignee: 'a@desk.example', note: 'before' })

describe('undo', () => {
  it('puts back what the change touched, and nothing else', () => {
    expect(undoOf(open, { status: 'resolved' }, NOW)).toEqual({ status: 'open' })
    expect(undoOf(open, { assignee: null }, NOW)).toEqual({ assignee: 'a@desk.example' })
    expect(undoOf(open, { note: 'after' }, NOW)).toEqual({ note: 'before' })
    expect(undoOf(open, { snoozeUntil: LATER.toISOString() }, NOW)).toEqual({ status: 'open' })
  })

  it('snoozes again what was snoozed, unless that has run out since', () => {
    const snoozed = findingSample({ status: 'snoozed', snoozeUntil: LATER })
    expect(undoOf(snoozed, { status: 'open' }, NOW)).toEqual({
      status: 'snoozed',
      snoozeUntil: LATER.toISOString(),
      snoozeUntilWorse: null,
    })
    expect(undoOf(snoozed, { status: 'open' }, LATER)).toEqual({ status: 'open' })
  })
})

describe('two states of a finding', () => {
  it('are the same to people where only evidence came in between', () => {
    expect(isSameTriage(open, { ...open, revision: 9, occurrences: 7, lastSeenAt: NOW })).toBe(true)
    expect(isSameTriage(open, { ...open, status: 'acknowledged' })).toBe(false)
  })
})

describe('the words of triage', () => {
  it('say who did what', () => {
    const change = { assignee: { from: null, to: 'b@desk.example' } }
    expect(didWords({ actor: 'a@desk.example', action: 'assigned', change })).toBe(
      'a@desk.example assigned it to b@desk.example',
    )
    expect(didWords({ actor: 'detection', action: 'regressed', change: {} })).toBe('Detection saw it come back')
    expect(outcomeWords({ changed: 130, gone: 2 })).toBe('130 changed, 2 gone')
  })
})
