import { formatShare } from '@/lib/format/number'
import type { Tone } from '@/lib/format/words'
import type { RetryBehaviour } from '@/lib/query/retry-behaviour'

/** Early repeats up to this share are noise: the share that a finding needs, too. */
const TOLERATED = 0.05

/** Whether `Retry-After` is obeyed, in a few words. What was never told cannot be obeyed, and what is not repeated is. */
export function retryWords({ judged, repeated, early, obeyed, untold }: RetryBehaviour): { label: string; tone: Tone } {
  if (judged === 0) return { label: 'calls no longer kept', tone: 'idle' }
  if (repeated === 0) return { label: 'never repeated', tone: 'good' }
  const told = early + obeyed
  if (told === 0) return { label: untold > 0 ? 'not told' : 'never repeated', tone: 'idle' }
  if (early === 0) return { label: 'obeyed', tone: 'good' }
  const share = obeyed / told
  if (early / told <= TOLERATED) return { label: `obeyed, ${formatShare(share)}`, tone: 'good' }
  if (obeyed === 0) return { label: 'ignored', tone: 'limit' }
  return { label: `obeyed ${formatShare(share)} only`, tone: 'limit' }
}
