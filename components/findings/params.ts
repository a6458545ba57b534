import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server'
import { CONDITIONS, FINDING_STATUSES, isCondition } from '@/lib/domain/conditions'

/** `open` is what nobody has taken in hand: the inbox. `unresolved` is everything that is not done. */
export const STATUS_FILTERS = ['open', 'acknowledged', 'snoozed', 'unresolved', 'resolved', 'all'] as const
export type StatusFilter = (typeof STATUS_FILTERS)[number]

export const findingParams = {
  status: parseAsStringLiteral(STATUS_FILTERS).withDefault('open'),
  condition: parseAsStringLiteral(Object.keys(CONDITIONS).filter(isCondition)),
  cause: parseAsString,
  assignee: parseAsString,
  /** `me`: findings with a note that mentions the reader. */
  mentions: parseAsStringLiteral(['me']),
  q: parseAsString,
}
export const loadFindingParams = createLoader(findingParams)
export type FindingParams = inferParserType<typeof findingParams>

/** Groups that are open, apart from the filter: opening one reads nothing else again. */
export const openParam = { open: parseAsArrayOf(parseAsString).withDefault([]) }

export function statusesOf(filter: StatusFilter): string[] | undefined {
  if (filter === 'all') return undefined
  return filter === 'unresolved' ? FINDING_STATUSES.filter((status) => status !== 'resolved') : [filter]
}

/** The cause when the condition has it (or none is decided), else null: an old link must not fail. */
export function causeOf(params: Pick<FindingParams, 'condition' | 'cause'>): string | null {
  if (!params.cause) return null
  if (params.cause === 'undetermined') return params.cause
  const known = params.condition ? [CONDITIONS[params.condition]] : Object.values(CONDITIONS)
  return known.some(({ causes }) => Object.hasOwn(causes, params.cause ?? '')) ? params.cause : null
}
