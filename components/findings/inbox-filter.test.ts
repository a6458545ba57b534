import { describe, expect, it } from 'vitest'
import { findingSample } from '@/components/journey/samples'
import { filterOf, findingsQuery, fits, isChosen, NOTHING, toggleFinding, toggleGroup } from './inbox-filter'

const first = findingSample({ id: '00000000-0000-4000-8000-000000000001' })
const second = findingSample({ id: '00000000-0000-4000-8000-000000000002' })
const other = findingSample({ id: '00000000-0000-4000-8000-000000000003', cause: 'aa-required' })
const group = { condition: 'offers-pending', cause: 'lender-dispatch-in-flight' }
const filter = { environment: 'live' as const, status: ['open' as const] }

describe('a selection of findings', () => {
  it('holds a whole group in the place of its findings, beside findings of others', () => {
    const chosen = toggleGroup(toggleFinding(toggleFinding(NOTHING, first, []), other, []), group)
    expect(filterOf(chosen, filter, [group])).toEqual({ ...filter, groups: [group], findingIDs: [other.id] })
    expect([first, second, other].map((finding) => isChosen(chosen, finding))).toEqual([true, true, true])
  })

  it('falls back to the shown findings of a group when one of them is left out', () => {
    const chosen = toggleFinding(toggleGroup(NOTHING, group), first, [first, second])
    expect(filterOf(chosen, filter, [group])).toEqual({ ...filter, findingIDs: [second.id] })
  })

  it('is empty again when everything was put back', () => {
    expect(toggleGroup(toggleGroup(NOTHING, group), group)).toEqual(NOTHING)
    expect(toggleFinding(toggleFinding(NOTHING, first, []), first, [])).toEqual(NOTHING)
  })
})

describe('the filter of the inbox', () => {
  it('goes to the read API as it is, narrowed to a group', () => {
    const query = new URLSearchParams(findingsQuery({ ...filter, q: 'j 1', assignee: 'nobody' }, group, 50))
    expect(Object.fromEntries(query)).toEqual({
      ...group,
      environment: 'live',
      status: 'open',
      q: 'j 1',
      assignee: 'nobody',
      limit: '50',
    })
  })

  it('lets a finding go once it no longer fits', () => {
    expect(fits(first, filter)).toBe(true)
    expect(fits({ ...first, status: 'snoozed' }, filter)).toBe(false)
    expect(fits({ ...first, assignee: 'a@desk.example' }, { ...filter, assignee: 'nobody' })).toBe(false)
  })
})
