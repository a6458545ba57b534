import { createLoader, parseAsString, parseAsStringLiteral, type inferParserType } from 'nuqs/server'
import { CONDITIONS, FINDING_STATUSES, isCondition } from '@/lib/domain/conditions'

/** `unresolved` is the inbox: everything that is not done. */
export const STATUS_FILTERS = ['unresolved', ...FINDING_STATUSES, 'all'] as const

const findingParams = {
  status: parseAsStringLiteral(STATUS_FILTERS).withDefault('unresolved'),
  condition: parseAsStringLiteral(Object.keys(CONDITIONS).filter(isCondition)),
  cause: parseAsString,
  cursor: parseAsString,
}
export const loadFindingParams = createLoader(findingParams)
export type FindingParams = inferParserType<typeof findingParams>

export function statusesOf(filter: FindingParams['status']): string[] | undefined {
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
