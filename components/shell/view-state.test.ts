import { describe, expect, it } from 'vitest'
import type { SavedView } from '@/lib/query/views'
import { viewState } from './view-state'

const view = (id: string, search: string, kind: SavedView['kind']): SavedView => ({
  id,
  search,
  kind,
  screen: 'journeys',
  name: id,
  href: '',
  owner: null,
  sharedWith: [],
  editable: kind !== 'system',
  count: null,
  countedAt: null,
  revision: 1,
})
const views = [
  view('stuck', 'view=stuck', 'system'),
  view('all', '', 'system'),
  view('konkan', 'lender=Konkan&view=stuck', 'personal'),
]
const state = (url: string) => {
  const { active, unsaved } = viewState(views, new URLSearchParams(url))
  return [active?.id ?? null, unsaved]
}

describe('the view that a URL shows', () => {
  it('is the one with just these filters, whatever follows the reader', () => {
    expect(state('env=live&view=stuck&range=7d')).toEqual(['stuck', false])
    expect(state('stuck=true')).toEqual(['stuck', false])
    expect(state('')).toEqual(['all', false])
    expect(state('view=stuck&lender=Konkan')).toEqual(['konkan', false])
  })

  it('is the one it names, unsaved once a filter differs', () => {
    expect(state('saved=konkan&view=stuck&lender=Konkan')).toEqual(['konkan', false])
    expect(state('saved=konkan&view=stuck')).toEqual(['konkan', true])
  })

  it('is the system view it started from, unsaved, when filters came on top', () => {
    expect(state('view=stuck&owner=us')).toEqual(['stuck', true])
    expect(state('q=j-1')).toEqual(['all', true])
  })

  it('still shows its filters to whoever cannot see the view that it names', () => {
    expect(state('saved=somebody-elses&lender=Konkan')).toEqual(['all', true])
  })
})
