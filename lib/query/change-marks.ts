import { LIVE_TOPICS, type ChangeCounts } from '@/lib/domain/live'
import { keyedHash } from '@/lib/store/crypto'

const MARK_BYTES = 9

/**
 * What stands for the counters outside: another one whenever a counter moved, the same in every process, and without a word
 * of how much happens on the desk, of which a reader may see one application alone.
 */
export function marksOf(counts: ChangeCounts): ChangeCounts {
  const marks = { ...counts }
  for (const topic of LIVE_TOPICS) {
    marks[topic] = keyedHash('change', `${topic} ${counts[topic]}`).subarray(0, MARK_BYTES).toString('base64url')
  }
  return marks
}
