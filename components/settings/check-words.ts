import type { Tone } from '@/lib/format/words'
import type { CheckState } from '@/lib/query/health-checks'

export const CHECK_TONES: Record<CheckState, Tone> = { good: 'good', warn: 'wait', bad: 'stuck' }
export const CHECK_WORDS: Record<CheckState, string> = { good: 'Good', warn: 'Look at it', bad: 'Act now' }
