import { describe, expect, it } from 'vitest'
import { activeView, isFiltered, journeyQuery, loadJourneyParams } from './params'

const load = (search: string) => loadJourneyParams(new URLSearchParams(search))

describe('the journeys list in its URL', () => {
  it('opens everything, the longest waiting first', () => {
    expect(journeyQuery(load(''))).toEqual({ view: 'all', sort: 'waiting' })
  })

  it('takes stuck=true of other screens for the view Stuck', () => {
    expect(activeView(load('stuck=true'))).toBe('stuck')
    expect(journeyQuery(load('stuck=true&owner=lender'))).toEqual({ view: 'stuck', owner: ['lender'], sort: 'waiting' })
  })

  it('never asks for stuck journeys that are not stuck', () => {
    expect(journeyQuery(load('view=stuck&stuck=false'))).toEqual({ view: 'stuck', sort: 'waiting' })
    expect(journeyQuery(load('stuck=false'))).toMatchObject({ view: 'all', stuck: false })
  })

  it('passes over values that nobody knows and cuts what is too long', () => {
    expect(journeyQuery(load('view=x&owner=nobody&sort=y'))).toEqual({ view: 'all', sort: 'waiting' })
    expect(journeyQuery(load(`q=${'a'.repeat(999)}`)).q).toHaveLength(200)
  })

  it('keeps a status that we do not know: the platform may', () => {
    expect(journeyQuery(load('status=TOP_UP_REVIEW')).status).toEqual(['TOP_UP_REVIEW'])
  })

  it('tells a filter from a view', () => {
    expect(isFiltered(load('view=idle&sort=updated'))).toBe(false)
    expect(isFiltered(load('view=idle&q=CUST'))).toBe(true)
    expect(isFiltered(load('stuck=true'))).toBe(false)
    expect(isFiltered(load('stuck=false'))).toBe(true)
  })
})
