import { describe, expect, it } from 'vitest'
import { isWithin, localTime, parseClock } from './local-time'
import { conditionsOf, matchesRule, OWNER_ROLES, type RuleMatch } from './notification'
import { NEW_GROUP, stepGroup, type GroupSeen, type GroupState, type GroupTiming } from './notification-group'

const MINUTE = 60_000
const at = (minute: number) => new Date(Date.UTC(2026, 2, 5, 12, minute))
const timing: GroupTiming = { pendingMs: 5 * MINUTE, keepFiringMs: 10 * MINUTE, isQuiet: false, criticalAlways: true }
const seen = (open: number, more: Partial<GroupSeen> = {}): GroupSeen => ({
  open,
  holding: open,
  since: open > 0 ? at(0) : null,
  severity: open > 0 ? 'high' : null,
  ...more,
})

/** Steps through looks at the clock; answers the events in order, with the minute of each. */
function play(looks: [minute: number, seen: GroupSeen, timing?: Partial<GroupTiming>][]) {
  let state: GroupState = NEW_GROUP
  const events: string[] = []
  for (const [minute, look, more] of looks) {
    const next = stepGroup(state, look, { ...timing, ...more }, at(minute))
    state = next.state
    if (next.event) events.push(`${next.event}@${minute}`)
  }
  return { state, events }
}

describe('a group of findings', () => {
  it('is told once it has held for the pending time, and once only', () => {
    const { events } = play([
      [0, seen(1)],
      [4, seen(1)],
      [5, seen(1)],
      [6, seen(2)],
      [30, seen(3)],
    ])
    expect(events).toEqual(['firing@5'])
  })

  it('that ends before its time is never told', () => {
    expect(
      play([
        [0, seen(1)],
        [4, seen(1)],
        [5, seen(0)],
        [60, seen(0)],
      ]).events,
    ).toEqual([])
  })

  it('is told to be over after it stayed away for the keep-firing time', () => {
    const { events } = play([
      [5, seen(1)],
      [6, seen(0)],
      [15, seen(0)],
      [16, seen(0)],
      [17, seen(0)],
    ])
    expect(events).toEqual(['firing@5', 'recovered@16'])
  })

  it('that comes back meanwhile is neither over nor new', () => {
    const { events } = play([
      [5, seen(1)],
      [6, seen(0)],
      [14, seen(1)],
      [15, seen(0)],
      [24, seen(0)],
      [25, seen(0)],
    ])
    expect(events).toEqual(['firing@5', 'recovered@25'])
  })

  it('that comes back later is told anew, as another episode', () => {
    const { events, state } = play([
      [5, seen(1)],
      [6, seen(0)],
      [16, seen(0)],
      [20, seen(1, { since: at(15) })],
    ])
    expect(events).toEqual(['firing@5', 'recovered@16', 'firing@20'])
    expect(state.episode).toBe(2)
  })

  it('that somebody has taken or put off goes on without a message', () => {
    const taken = seen(0, { holding: 1, severity: 'high' })
    expect(
      play([
        [5, taken],
        [60, taken],
      ]).events,
    ).toEqual([])
    expect(
      play([
        [5, seen(1)],
        [6, taken],
        [59, taken],
      ]).events,
    ).toEqual(['firing@5'])
  })

  it('is told again at ten times the number, and when it gets graver', () => {
    const { events } = play([
      [5, seen(1)],
      [6, seen(9)],
      [7, seen(10)],
      [8, seen(99)],
      [9, seen(100)],
    ])
    expect(events).toEqual(['firing@5', 'worse@7', 'worse@9'])
    const graver = play([
      [5, seen(1)],
      [6, seen(1, { severity: 'critical' })],
      [7, seen(1, { severity: 'high' })],
    ])
    expect(graver.events).toEqual(['firing@5', 'worse@6'])
  })

  it('waits for the end of quiet hours, and is not told when it ends in them', () => {
    const quiet = { isQuiet: true }
    expect(
      play([
        [5, seen(1), quiet],
        [50, seen(1), quiet],
        [51, seen(1)],
      ]).events,
    ).toEqual(['firing@51'])
    expect(
      play([
        [5, seen(1), quiet],
        [50, seen(0), quiet],
        [51, seen(0)],
      ]).events,
    ).toEqual([])
    expect(
      play([
        [5, seen(1)],
        [6, seen(0), quiet],
        [40, seen(0), quiet],
        [41, seen(0)],
      ]).events,
    ).toEqual(['firing@5', 'recovered@41'])
  })

  it('breaks quiet hours where it is critical and the rule says so', () => {
    const critical = seen(1, { severity: 'critical' })
    expect(play([[5, critical, { isQuiet: true }]]).events).toEqual(['firing@5'])
    expect(play([[5, critical, { isQuiet: true, criticalAlways: false }]]).events).toEqual([])
  })
})

describe('quiet hours', () => {
  it('go over midnight, and begin and end with the minute', () => {
    const minutes = [21 * 60 + 59, 22 * 60, 0, 6 * 60 + 59, 7 * 60]
    expect(minutes.map((minute) => isWithin(minute, 22 * 60, 7 * 60))).toEqual([false, true, true, true, false])
    expect(isWithin(0, null, 5)).toBe(false)
  })

  it('follow the zone, summer time included', () => {
    expect(localTime(new Date('2026-03-05T18:31:00Z'), 'Asia/Kolkata')).toEqual({ day: '2026-03-06', minuteOfDay: 1 })
    expect(localTime(new Date('2026-07-01T22:00:00Z'), 'Europe/Berlin')).toEqual({ day: '2026-07-02', minuteOfDay: 0 })
    expect(localTime(new Date('2026-01-01T23:00:00Z'), 'Europe/Berlin')).toEqual({ day: '2026-01-02', minuteOfDay: 0 })
  })

  it('are written as on a clock', () => {
    expect(['00:00', '07:30', '23:59', '24:00', '7:30'].map(parseClock)).toEqual([0, 450, 1439, null, null])
  })
})

describe('a rule', () => {
  const all: RuleMatch = { conditions: [], severities: [], onlyApplicationID: null, environment: null, ownerRole: null }
  const finding = { applicationID: 'A', environment: 'live', condition: 'rate-limited', severity: 'high' }

  it('leaves nothing out where it names nothing, and what it names otherwise', () => {
    expect(matchesRule(all, finding)).toBe(true)
    const narrow: Partial<RuleMatch>[] = [
      { conditions: ['offers-pending'] },
      { severities: ['critical'] },
      { onlyApplicationID: 'b' },
      { environment: 'test' },
      { ownerRole: 'ops' },
    ]
    for (const part of narrow) expect(matchesRule({ ...all, ...part }, finding)).toBe(false)
    expect(matchesRule({ ...all, ownerRole: 'engineer', onlyApplicationID: 'a' }, finding)).toBe(true)
  })

  it('finds every condition looked after by exactly one role', () => {
    const owned = OWNER_ROLES.flatMap(conditionsOf)
    expect(new Set(owned).size).toBe(owned.length)
    expect(owned).toHaveLength(10)
  })
})
