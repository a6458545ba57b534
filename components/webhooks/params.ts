import {
  createLoader,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from 'nuqs/server'
import { DELIVERY_CAUSES } from '@/lib/domain/delivery-filter'
import { isWindow, rangeLabel, rangeMs, type Range } from '@/lib/format/range'
import { DELIVERY_SOURCES, PROCESSINGS, VERDICTS } from '@/lib/domain/vocabulary'

export { DELIVERY_CAUSES }

const deliveryParams = {
  verdict: parseAsStringLiteral(VERDICTS),
  cause: parseAsStringLiteral(DELIVERY_CAUSES),
  source: parseAsStringLiteral(DELIVERY_SOURCES),
  processing: parseAsStringLiteral(PROCESSINGS),
  /** A time range of one's own, in place of the last so many hours. */
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  cursor: parseAsString,
}
export const loadDeliveryParams = createLoader(deliveryParams)
export type DeliveryParams = inferParserType<typeof deliveryParams>

export interface ShownTime {
  from: Date
  to: Date
  /** "in the last 24 h". */
  words: string
  /** Whether the end is a chosen one and not now. */
  chosen: boolean
}

export function shownTime({ from, to }: Pick<DeliveryParams, 'from' | 'to'>, range: Range, now: Date): ShownTime {
  if (from && to && isWindow(from, to)) return { from, to, words: 'in the chosen time', chosen: true }
  const start = new Date(now.getTime() - rangeMs(range))
  return { from: start, to: now, words: `in the last ${rangeLabel(range)}`, chosen: false }
}
