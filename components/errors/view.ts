import type { RateSeries } from '@/components/charts/prepare-error-rate'
import { OTHER_KEY } from '@/lib/domain/call-outcome'
import type { By } from './params'

export interface ErrorFilter {
  code?: string
  route?: string
  caller?: string
  status?: number
}

/** What the URL filters by, without what it does not say. */
export function toFilters(params: {
  code: string | null
  route: string | null
  caller: string | null
  status: number | null
}): ErrorFilter {
  return {
    ...(params.code ? { code: params.code } : {}),
    ...(params.route ? { route: params.route } : {}),
    ...(params.caller ? { caller: params.caller } : {}),
    ...(params.status !== null ? { status: params.status } : {}),
  }
}

/** Where a click on each series leads: to it alone, and from it alone back to all. `other` is no filter. */
export function seriesHrefs(
  series: Pick<RateSeries, 'key' | 'dataKey'>[],
  by: By,
  filter: ErrorFilter,
  view: (changes: Record<string, string | null>) => string,
): Record<string, string> {
  const own = series.filter(({ key }) => key !== OTHER_KEY)
  const chosen = filter[by] === undefined ? null : String(filter[by])
  return Object.fromEntries(
    own.map(({ key, dataKey }) => [dataKey, view({ [by]: chosen === key ? null : key, open: null })]),
  )
}
