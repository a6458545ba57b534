import { formatCount, formatShare } from '@/lib/format/number'
import { plural } from '@/lib/format/words'
import type { RateLimitsModel } from '@/lib/query/rate-limits'

/** What the screen says in a sentence: how much was limited, and how much of it waiting would have spared. */
export function limitsLead({ calls, hotspots, cells }: Pick<RateLimitsModel, 'calls' | 'hotspots' | 'cells'>): string {
  if (calls === 0) return 'No call was received in this time range.'
  const limited = cells.reduce((sum, cell) => sum + cell.limited, 0)
  if (limited === 0) return `None of ${formatCount(calls)} calls was limited.`
  const spared = hotspots.reduce((sum, hotspot) => sum + hotspot.spared, 0)
  const start = `${formatCount(limited)} of ${formatCount(calls)} calls ${plural(limited, 'was', 'were')} limited, ${formatShare(limited / calls)}`
  if (spared === 0) return `${start}. Waiting as told would not have spared any of them.`
  return `${start}. Waiting as told would have spared about ${formatCount(spared)}.`
}
