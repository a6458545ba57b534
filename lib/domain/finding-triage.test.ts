import { describe, expect, it } from 'vitest'
import { FINDING_STATUSES, type FindingStatus } from '@/lib/domain/conditions'
import { FindingChangeSchema, type FindingChange } from '@/lib/domain/finding-change'
import {
  activityOf,
  changeTriage,
  EVIDENCE,
  NEVER_WORSE,
  snoozeEnd,
  statusByEvidence,
  type EvidenceTurn,
  type Triage,
} from '@/lib/domain/finding-triage'
import { mentionsOf } from '@/lib/domain/mentions'

const NOW = new Date('2026-03-05T10:00:00Z')
const LATER = new Date('2026-03-06T09:00:00Z')
const EARLIER = new Date('2026-03-05T09:00:00Z')
const counts = { occurrences: 4, subjects: 10 }

function triage(status: FindingStatus, more: Partial<Triage> = {}): Triage {
  const plain = {
    assignee: null,
    note: null,
    snoozeUntil: null,
    worse: NEVER_WORSE,
    resolvedAt: null,
    resolvedBy: null,
  }
  const byStatus: Partial<Triage> =
    status === 'snoozed'
      ? { snoozeUntil: LATER }
      : status === 'resolved'
        ? { resolvedAt: EARLIER, resolvedBy: 'priya@desk.example' }
        : {}
  return { ...plain, status, ...byStatus, ...more }
}

function change(before: Triage, input: FindingChange): Triage {
  return changeTriage(before, FindingChangeSchema.parse(input), { actor: 'ops@desk.example', now: NOW, counts })
}

const ACTIONS: Record<string, FindingChange> = {
  reopen: { status: 'open' },
  acknowledge: { status: 'acknowledged' },
  'snooze until a time': { snoozeUntil: LATER.toISOString() },
  'snooze until worse': { snoozeUntilWorse: { occurrences: 2 } },
  resolve: { status: 'resolved' },
  assign: { assignee: 'asha@desk.example' },
  note: { note: 'called the lender' },
}

const TABLE: Record<keyof typeof ACTIONS, Record<FindingStatus, [FindingStatus, string | null]>> = {
  reopen: {
    open: ['open', null],
    acknowledged: ['open', 'reopened'],
    snoozed: ['open', 'woken'],
    resolved: ['open', 'reopened'],
  },
  acknowledge: {
    open: ['acknowledged', 'acknowledged'],
    acknowledged: ['acknowledged', null],
    snoozed: ['acknowledged', 'acknowledged'],
    resolved: ['acknowledged', 'acknowledged'],
  },
  'snooze until a time': {
    open: ['snoozed', 'snoozed'],
    acknowledged: ['snoozed', 'snoozed'],
    snoozed: ['snoozed', null],
    resolved: ['snoozed', 'snoozed'],
  },
  'snooze until worse': {
    open: ['snoozed', 'snoozed'],
    acknowledged: ['snoozed', 'snoozed'],
    snoozed: ['snoozed', 'snoozed'],
    resolved: ['snoozed', 'snoozed'],
  },
  resolve: {
    open: ['resolved', 'resolved'],
    acknowledged: ['resolved', 'resolved'],
    snoozed: ['resolved', 'resolved'],
    resolved: ['resolved', null],
  },
  assign: {
    open: ['open', 'assigned'],
    acknowledged: ['acknowledged', 'assigned'],
    snoozed: ['snoozed', 'assigned'],
    resolved: ['resolved', 'assigned'],
  },
  note: {
    open: ['open', 'noted'],
    acknowledged: ['acknowledged', 'noted'],
    snoozed: ['snoozed', 'noted'],
    resolved: ['resolved', 'noted'],
  },
}

const CASES = Object.entries(TABLE).flatMap(([action, row]) =>
  FINDING_STATUSES.map((status) => ({ action, status, becomes: row[status][0], told: row[status][1] })),
)

describe('what people do to a finding', () => {
  it.each(CASES)('$action: $status becomes $becomes, told as $told', ({ action, status, becomes, told }) => {
    const before = triage(status)
    const after = change(before, ACTIONS[action] ?? {})
    expect(after.status).toBe(becomes)
    expect(activityOf(before, after)?.action ?? null).toBe(told)
    expect(after.status === 'snoozed').toBe(after.snoozeUntil !== null || after.worse.occurrences !== null)
    expect(after.status === 'resolved').toBe(after.resolvedAt !== null && after.resolvedBy !== null)
  })

  it('keeps when and by whom it was resolved when it is resolved again', () => {
    expect(change(triage('resolved'), { status: 'resolved' })).toMatchObject({
      resolvedAt: EARLIER,
      resolvedBy: 'priya@desk.example',
    })
  })

  it('starts a snooze until worse from what there is now', () => {
    const after = change(triage('open'), { snoozeUntilWorse: { occurrences: 3, subjects: 5 } })
    expect(after.worse).toEqual({ occurrences: { from: 4, by: 3 }, subjects: { from: 10, by: 5 } })
    expect(after.snoozeUntil).toBeNull()
  })

  it.each([
    [{ status: 'snoozed' }],
    [{ snoozeUntil: EARLIER.toISOString() }],
    [{ status: 'acknowledged', snoozeUntil: LATER.toISOString() }],
    [{ status: 'resolved', snoozeUntilWorse: { subjects: 1 } }],
  ] as FindingChange[][])('refuses %o with the remedy', (input = {}) => {
    expect(() => change(triage('open'), input)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  })

  it('tells what was and what became, and the note apart', () => {
    const before = triage('open')
    const after = change(before, { status: 'acknowledged', assignee: 'asha@desk.example', note: 'mine' })
    expect(activityOf(before, after)).toEqual({
      action: 'acknowledged',
      change: { status: { from: 'open', to: 'acknowledged' }, assignee: { from: null, to: 'asha@desk.example' } },
      note: 'mine',
    })
    expect(activityOf(before, before)).toBeNull()
  })
})

describe('the end of a snooze', () => {
  it('comes with its time, with so many more occurrences or with so many more subjects', () => {
    const until = triage('snoozed')
    expect(snoozeEnd(until, NOW, counts)).toBeNull()
    expect(snoozeEnd(until, LATER, counts)).toBe('time')
    const worse = triage('snoozed', {
      snoozeUntil: null,
      worse: { occurrences: { from: 4, by: 2 }, subjects: { from: 10, by: 5 } },
    })
    expect(snoozeEnd(worse, LATER, { occurrences: 5, subjects: 14 })).toBeNull()
    expect(snoozeEnd(worse, NOW, { occurrences: 6, subjects: 14 })).toBe('worse')
    expect(snoozeEnd(worse, NOW, { occurrences: 5, subjects: 15 })).toBe('worse')
    expect(snoozeEnd(worse, NOW, { occurrences: 5, subjects: null })).toBeNull()
  })
})

describe('what evidence does to a finding', () => {
  const holds: EvidenceTurn = { holds: true, episodes: 1, episodesBefore: 1, actedAt: null }
  const by = (before: Triage | null, turn: Partial<EvidenceTurn> = {}) =>
    statusByEvidence(before, { ...holds, ...turn }, NOW, counts)

  it.each(FINDING_STATUSES)('resolves what is %s when it no longer holds', (status) => {
    expect(by(triage(status), { holds: false })).toBe('resolved')
  })

  it('opens what is new, and leaves alone what people are at while it holds', () => {
    expect(by(null)).toBe('open')
    expect(by(triage('open'))).toBe('open')
    expect(by(triage('acknowledged'))).toBe('acknowledged')
    expect(by(triage('snoozed'))).toBe('snoozed')
  })

  it('leaves what somebody resolved until it returns', () => {
    expect(by(triage('resolved'))).toBe('resolved')
    expect(by(triage('resolved'), { episodes: 2 })).toBe('open')
  })

  it('opens what somebody resolved once its caller acts again, not for calls from before', () => {
    expect(by(triage('resolved'), { actedAt: new Date(EARLIER.getTime() - 1) })).toBe('resolved')
    expect(by(triage('resolved'), { actedAt: NOW })).toBe('open')
  })

  it('opens what evidence had resolved, unless its snooze still stands', () => {
    const ended = (more: Partial<Triage> = {}) => triage('resolved', { resolvedBy: EVIDENCE, ...more })
    expect(by(ended())).toBe('open')
    expect(by(ended({ snoozeUntil: LATER }))).toBe('snoozed')
    expect(by(ended({ snoozeUntil: EARLIER }))).toBe('open')
    const worse = (from: number) => ({ worse: { occurrences: { from, by: 2 }, subjects: null } })
    expect(by(ended(worse(3)))).toBe('snoozed')
    expect(by(ended(worse(2)))).toBe('open')
  })
})

describe('mentions', () => {
  const people = ['priya@desk.example', 'asha@desk.example', 'asha@lender.example']

  it('name people by their address, or by what stands before the @ where that is one person', () => {
    expect(mentionsOf('@priya please look, with @asha@desk.example.', people)).toEqual([
      'priya@desk.example',
      'asha@desk.example',
    ])
  })

  it('are neither addresses in the text, nor names that nobody or more than one has', () => {
    expect(mentionsOf('mail priya@desk.example, ask @asha or @nobody', people)).toEqual([])
    expect(mentionsOf(null, people)).toEqual([])
  })
})
