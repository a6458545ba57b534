import { describe, expect, it } from 'vitest'
import { NEVER_WORSE, type Triage } from './finding-triage'
import { TriageStateSchema, undoObstacle } from './finding-undo'

const now = new Date('2026-03-05T10:00:00Z')
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000)
const open: Triage = {
  status: 'open',
  assignee: null,
  note: null,
  snoozeUntil: null,
  worse: NEVER_WORSE,
  resolvedAt: null,
  resolvedBy: null,
}
const snoozed: Triage = { ...open, status: 'snoozed', snoozeUntil: hours(1) }

describe('putting a finding back', () => {
  it('keeps all that people decided of it, through JSON too', () => {
    const before = { ...snoozed, worse: { occurrences: { from: 3, by: 2 }, subjects: null }, note: 'asked' }
    expect(TriageStateSchema.parse(JSON.parse(JSON.stringify(before)))).toEqual(before)
  })

  it('opens nothing whose evidence has ended, and begins no snooze that would be over', () => {
    expect(undoObstacle(open, { holds: true, now })).toBeNull()
    expect(undoObstacle(open, { holds: false, now })).toContain('has ended since')
    expect(undoObstacle(snoozed, { holds: true, now })).toBeNull()
    expect(undoObstacle(snoozed, { holds: true, now: hours(2) })).toContain('would have ended')
    expect(undoObstacle({ ...open, status: 'resolved', resolvedBy: 'cli' }, { holds: false, now })).toBeNull()
  })
})
