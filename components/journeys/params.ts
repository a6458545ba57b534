import {
  createLoader,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server'
import { JOURNEY_STATUSES, OWNERS } from '@/lib/domain/vocabulary'

/** The journeys list in its URL: what is narrowed down, how it is sorted, and where the page begins. */

export const VIEWS = ['stuck', 'lender', 'aa', 'idle', 'today', 'all'] as const
export type View = (typeof VIEWS)[number]

export const SORTS = ['waiting', 'recent', 'updated', 'started'] as const
export type Sort = (typeof SORTS)[number]
export const SORT_LABELS: Record<Sort, string> = {
  waiting: 'Longest waiting',
  recent: 'Shortest waiting',
  updated: 'Latest update',
  started: 'Newest',
}

export const journeyParams = {
  view: parseAsStringLiteral(VIEWS),
  q: parseAsString,
  status: parseAsArrayOf(parseAsString),
  owner: parseAsArrayOf(parseAsStringLiteral(OWNERS)),
  lender: parseAsString,
  stuck: parseAsBoolean,
  sort: parseAsStringLiteral(SORTS).withDefault('waiting'),
  cursor: parseAsString,
}

export const loadJourneyParams = createLoader(journeyParams)
export type JourneyParams = inferParserType<typeof journeyParams>

/** The tab that is open. `stuck=true` alone, as links from other screens say it, is the view Stuck. */
export function activeView(params: Pick<JourneyParams, 'view' | 'stuck'>): View {
  return params.view ?? (params.stuck === true ? 'stuck' : 'all')
}

/** Input of `listJourneys` for these parameters; a view leaves no room for a `stuck` that contradicts it. */
export function journeyQuery(params: JourneyParams) {
  const view = activeView(params)
  return {
    view,
    ...(params.q?.trim() ? { q: params.q.trim().slice(0, 200) } : {}),
    ...(params.status?.length ? { status: params.status.slice(0, 50).map((status) => status.slice(0, 100)) } : {}),
    ...(params.owner?.length ? { owner: params.owner } : {}),
    ...(params.lender ? { lender: params.lender.slice(0, 200) } : {}),
    ...(params.stuck !== null && view !== 'stuck' ? { stuck: params.stuck } : {}),
    sort: params.sort,
    ...(params.cursor ? { cursor: params.cursor.slice(0, 1_000) } : {}),
  }
}

/** Whether anything beyond the view narrows the list. */
export function isFiltered(params: JourneyParams): boolean {
  const notStuck = params.stuck === false && activeView(params) !== 'stuck'
  return Boolean(params.q?.trim() || params.status?.length || params.owner?.length || params.lender || notStuck)
}

export const STATUS_OPTIONS = JOURNEY_STATUSES
