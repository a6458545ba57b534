import { describe, expect, it } from 'vitest'
import { conflictOf, conflictWords } from './conflict'

const NAMES = { name: 'the name', minutes: 'the minutes', enabled: 'whether it is on', targets: 'whom it tells' }
const details = (now: object) => ({
  revision: 3,
  updatedBy: 'asha@desk.example',
  updatedAt: '2026-03-20T10:00:00Z',
  now,
})

describe('what somebody else changed meanwhile', () => {
  it.each([
    [{ name: 'B', minutes: 5 }, 'asha@desk.example changed the name (now B) meanwhile.'],
    [
      { name: 'A', minutes: null, enabled: false, targets: ['x'] },
      'asha@desk.example changed the minutes (now none), whether it is on (now off), whom it tells meanwhile.',
    ],
    [{ name: 'A' }, 'asha@desk.example changed something that is not shown meanwhile.'],
  ])('is told of %j', (now, said) => {
    const conflict = conflictOf(details(now))
    const seen = { name: 'A', minutes: 5, enabled: true, targets: [], revision: 2 }
    expect(conflict && conflictWords(conflict, seen, NAMES)).toBe(said)
  })

  it('is not known of an answer that does not tell it', () => {
    expect(conflictOf(undefined)).toBeNull()
    expect(conflictOf({ revision: '3' })).toBeNull()
    expect(conflictOf({ revision: 3, updatedBy: null })).toEqual({ revision: 3, by: 'Somebody', now: {} })
  })
})
