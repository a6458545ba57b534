import { viewSearch } from '@/lib/domain/saved-view'
import type { SavedView } from '@/lib/query/views'

export interface ViewState {
  /** The tab that is open; null while the filters are nobody's view. */
  active: SavedView | null
  /** The filters differ from the open view's, or there are filters and no view is open. */
  unsaved: boolean
  /** The filters of the URL in one order. */
  search: string
}

/** Which view a URL shows: the one that it names, else one with just these filters, else the system view it started from. */
export function viewState(views: SavedView[], url: URLSearchParams): ViewState {
  const search = viewSearch(url)
  const named = views.find((view) => view.id === url.get('saved'))
  if (named) return { active: named, unsaved: named.search !== search, search }
  const same = views.find((view) => view.search === search)
  if (same) return { active: same, unsaved: false, search }
  const base = new URLSearchParams(search).get('view') ?? ''
  const system = views.find((view) => view.kind === 'system' && view.search === (base ? `view=${base}` : ''))
  return { active: system ?? null, unsaved: search !== '', search }
}
