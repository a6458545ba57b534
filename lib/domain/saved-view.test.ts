import { describe, expect, it } from 'vitest'
import { viewHref, viewSearch } from './saved-view'

describe('the filters of a view', () => {
  it('are the same text in whatever order a URL says them', () => {
    expect(viewSearch('status=OFFERS_PENDING&lender=Konkan')).toBe(viewSearch('lender=Konkan&status=OFFERS_PENDING'))
  })

  it('leave out what follows the reader, the page and the open row', () => {
    expect(viewSearch('app=x&env=test&range=7d&live=false&cursor=c&saved=v&view=idle')).toBe('view=idle')
  })

  it('know the two ways to say Stuck, and what is said by saying nothing', () => {
    expect(viewSearch('stuck=true')).toBe('view=stuck')
    expect(viewSearch('view=stuck')).toBe('view=stuck')
    expect(viewSearch('view=all&sort=waiting&q=')).toBe('')
  })
})

describe('the link of a view', () => {
  it('carries its filters and its name', () => {
    expect(viewHref({ screen: 'journeys', search: 'owner=lender', id: 'v1' })).toBe('/journeys?owner=lender&saved=v1')
    expect(viewHref({ screen: 'journeys', search: '', id: null })).toBe('/journeys')
  })
})
