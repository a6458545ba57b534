import type { Job } from '@/lib/query/jobs'
import type { Tone } from '@/lib/format/words'

export function jobTone({ state, outcomes }: Pick<Job, 'state' | 'outcomes'>): Tone {
  if (state === 'failed') return 'stuck'
  if (state !== 'finished') return 'wait'
  return outcomes.failed ? 'wait' : 'good'
}

/** Where a row of this kind of job is looked at; null where there is no screen for it. */
export function subjectPath(kind: string, subjectID: string): string | null {
  const id = encodeURIComponent(subjectID)
  if (kind.startsWith('finding-')) return `/findings/${id}`
  return kind.startsWith('delivery-') ? `/webhooks/${id}` : null
}

export function outcomeTone(outcome: string | null): Tone {
  if (outcome === null) return 'wait'
  if (outcome === 'failed' || outcome === 'gone' || outcome.startsWith('still')) return 'stuck'
  return outcome === 'changed' || outcome === 'put back' || outcome === 'applied' || outcome.startsWith('verif')
    ? 'good'
    : 'idle'
}
