import { describe, expect, it } from 'vitest'
import { callerCourses, callerOverload, type CallerFact, type Traffic } from './caller-overload'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 10, 12, minutes))

function limited(caller: string, cause: string, from = at(0), to: Date | null = null): CallerFact {
  const findingID = `${caller}-${cause}`
  return { findingID, caller, condition: 'rate-limited', cause, subjectID: caller, episodes: [{ from, to }] }
}

function polling(caller: string, journeyID: string, from = at(5)): CallerFact {
  const findingID = `poll-${journeyID}`
  const episodes = [{ from, to: null }]
  return {
    findingID,
    caller,
    condition: 'offers-pending',
    cause: 'polling-too-aggressive',
    subjectID: journeyID,
    episodes,
  }
}

function judge(facts: CallerFact[], traffic: Traffic[] = []) {
  return callerCourses(facts)
    .map((course) => callerOverload(course, facts, traffic))
    .filter((incident) => incident !== null)
}

const LOUD: Traffic[] = [
  { caller: 'app', calls: 9_000, limited: 800 },
  { caller: 'batch', calls: 500, limited: 40 },
]

describe('a caller that sends too much', () => {
  it('is the cause of its polling and of what others suffer meanwhile', () => {
    const facts = [
      limited('app', 'excessive-writes'),
      polling('app', 'j1'),
      polling('app', 'j2'),
      limited('batch', 'undetermined', at(3)),
    ]
    const [incident, ...others] = judge(facts, LOUD)
    expect(others).toEqual([])
    expect(incident).toMatchObject({ subject: 'app', cause: 'excessive-writes', journeyIDs: ['j1', 'j2'], to: null })
    expect(incident?.causes).toEqual(['app-excessive-writes'])
    expect(incident?.effects).toEqual(['batch-undetermined', 'poll-j1', 'poll-j2'])
    expect(incident?.reasons.join(' ')).toContain('40 429s')
  })

  it('is no incident with one finding that harms nobody else', () => {
    expect(judge([limited('app', 'missing-backoff')], [{ caller: 'app', calls: 900, limited: 80 }])).toEqual([])
  })

  it('is one with a single finding where others got many 429s', () => {
    expect(judge([limited('app', 'missing-backoff')], LOUD)).toHaveLength(1)
  })

  it('is not blamed for the 429s of others while most calls are theirs', () => {
    const quiet = [
      { caller: 'app', calls: 100, limited: 10 },
      { caller: 'batch', calls: 5_000, limited: 400 },
    ]
    expect(judge([limited('app', 'missing-backoff'), limited('batch', 'undetermined')], quiet)).toEqual([])
  })

  it('is not blamed for a fault of another caller', () => {
    const facts = [
      limited('app', 'excessive-writes'),
      limited('batch', 'retry-without-idempotency'),
      polling('app', 'j1'),
    ]
    expect(judge(facts, LOUD)[0]?.effects).toEqual(['poll-j1'])
  })

  it('does not join what lies far apart', () => {
    const facts = [limited('app', 'excessive-writes', at(0), at(10)), polling('app', 'j1', at(300))]
    expect(judge(facts)).toEqual([])
  })
})
