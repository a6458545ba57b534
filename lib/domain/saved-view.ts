/** Saved views: the filters of a list as its URL says them, without what follows the reader from screen to screen. */

export const VIEW_SCREENS = ['journeys', 'findings', 'webhooks'] as const
export type ViewScreen = (typeof VIEW_SCREENS)[number]

export const VIEW_NAME_MAX = 60
export const VIEW_SEARCH_MAX = 2_000

/** Of the frame, of one moment, of one page, or of one open row: no part of a view. */
const NOT_OF_A_VIEW = new Set([
  ...['app', 'env', 'range', 'live', 'from', 'to'],
  ...['cursor', 'saved', 'open', 'applicationID', '_rsc'],
])

export interface SystemView {
  id: string
  screen: ViewScreen
  name: string
  search: string
}

/** What every desk has, in the order of the tabs. */
export const SYSTEM_VIEWS: SystemView[] = [
  { id: 'stuck', screen: 'journeys', name: 'Stuck', search: 'view=stuck' },
  { id: 'lender', screen: 'journeys', name: 'Waiting on lender', search: 'view=lender' },
  { id: 'aa', screen: 'journeys', name: 'Waiting on AA', search: 'view=aa' },
  { id: 'idle', screen: 'journeys', name: 'Idle', search: 'view=idle' },
  { id: 'today', screen: 'journeys', name: 'Today', search: 'view=today' },
  { id: 'all', screen: 'journeys', name: 'All', search: '' },
]

/** The filters of a URL in one order, so that equal views are equal texts. */
export function viewSearch(search: string | URLSearchParams): string {
  const given = new URLSearchParams(search)
  const kept = [...given].filter(([key, value]) => value !== '' && !NOT_OF_A_VIEW.has(key))
  const entries = new Map(kept)
  // Links from other screens say it so; it is the view Stuck.
  if (entries.get('stuck') === 'true' && !entries.has('view')) {
    entries.delete('stuck')
    entries.set('view', 'stuck')
  }
  if (entries.get('view') === 'all') entries.delete('view')
  if (entries.get('sort') === 'waiting') entries.delete('sort')
  return new URLSearchParams([...entries].sort(([a], [b]) => (a < b ? -1 : 1))).toString()
}

/** Where a view opens; the filters stand in the link, so that it shows the same to whoever cannot see the view. */
export function viewHref({ screen, search, id }: { screen: ViewScreen; search: string; id: string | null }): string {
  const params = new URLSearchParams(search)
  if (id) params.set('saved', id)
  const query = params.toString()
  return query ? `/${screen}?${query}` : `/${screen}`
}
