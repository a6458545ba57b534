import type { Tone } from '@/lib/format/words'

const WORDS: Record<string, { label: string; tone: Tone }> = {
  applied: { label: 'applied', tone: 'good' },
  'applied-older': { label: 'into the history, older than the state', tone: 'good' },
  'already-applied': { label: 'applied already', tone: 'idle' },
  verifies: { label: 'verifies now', tone: 'good' },
  late: { label: 'authentic, but late', tone: 'wait' },
  'still-refused': { label: 'still refused', tone: 'sign' },
  'still-quarantined': { label: 'still quarantined', tone: 'wait' },
  'not-eligible': { label: 'nothing to apply', tone: 'idle' },
  gone: { label: 'gone', tone: 'idle' },
  failed: { label: 'failed on our side', tone: 'stuck' },
}

/** What became of a delivery, in words. */
export function outcomeWords(outcome: string): { label: string; tone: Tone } {
  return WORDS[outcome] ?? { label: outcome.replaceAll('-', ' '), tone: 'idle' }
}
