import { CONDITIONS } from '@/lib/domain/conditions'
import type { Label } from '@/simulator/labels/types'

export interface FoundFinding {
  condition: string
  cause: string
  status: string
  subject: { type: string; id: string }
}

export interface CauseScore {
  condition: string
  cause: string
  labels: number
  found: number
  precision: number
  recall: number
}

export interface DetectionScore {
  causes: CauseScore[]
  misses: string[]
  healthy: number
  /** Share of the journeys without any fault that have a finding. */
  healthyFlagged: number
}

/** Journey causes that need no call log. `undetermined` names no cause; it counts where a healthy journey is flagged. */
const NEED_CALLS = new Set(['polling-too-aggressive', 'stale-offer-selection'])
const JOURNEY_CONDITIONS = [
  'offers-pending',
  'bank-mandate-not-actionable',
  'aa-redirect-expired',
  'journey-stalled',
] as const

/** A finding is right where a label of the same journey and cause says so, and stands resolved or open as the label does. */
export function scoreDetection(
  labels: Label[],
  findings: FoundFinding[],
  { journeys, readAt }: { journeys: number; readAt: Date },
): DetectionScore {
  const faults = labels.filter((label) => label.subjectType === 'journey' && hasBegun(label, readAt))
  const told = findings.filter((finding) => finding.subject.type === 'journey')
  const wanted = new Set(faults.map((label) => keyOf(label.subjectID, label, holdsNow(label, faults))))
  const got = new Set(told.map((finding) => keyOf(finding.subject.id, finding, finding.status !== 'resolved')))
  const causes = JOURNEY_CONDITIONS.flatMap((condition) =>
    Object.keys(CONDITIONS[condition].causes)
      .filter((cause) => !NEED_CALLS.has(cause))
      .map((cause) => scoreCause(condition, cause, wanted, got)),
  )
  const faulty = new Set(faults.map((label) => label.subjectID))
  const flagged = new Set(told.map((finding) => finding.subject.id).filter((id) => !faulty.has(id)))
  const healthy = journeys - faulty.size
  return { causes, misses: missesOf(wanted, got), healthy, healthyFlagged: flagged.size / healthy }
}

/** What was to begin after the end of the history, without a further event, may have begun while it was fed. */
function hasBegun(label: Label, readAt: Date): boolean {
  return label.kind === 'fault' || (label.kind === 'upcoming' && new Date(label.from) <= readAt)
}

function scoreCause(condition: string, cause: string, wanted: Set<string>, got: Set<string>): CauseScore {
  const isOf = (key: string) => key.includes(`|${condition}|${cause}|`)
  const labels = [...wanted].filter(isOf)
  const found = [...got].filter(isOf)
  const right = found.filter((key) => wanted.has(key)).length
  return {
    condition,
    cause,
    labels: labels.length,
    found: found.length,
    precision: found.length === 0 ? 0 : right / found.length,
    recall: labels.length === 0 ? 0 : right / labels.length,
  }
}

function keyOf(subjectID: string, { condition, cause }: { condition: string; cause: string }, holds: boolean): string {
  return `${subjectID}|${condition}|${cause}|${holds ? 'open' : 'resolved'}`
}

/** A cause with several episodes holds where its last one does. */
function holdsNow(label: Label, faults: Label[]): boolean {
  return faults.some(
    (other) =>
      other.subjectID === label.subjectID &&
      other.condition === label.condition &&
      other.cause === label.cause &&
      other.to === null,
  )
}

function missesOf(wanted: Set<string>, got: Set<string>): string[] {
  return [
    ...[...wanted].filter((key) => !got.has(key)).map((key) => `missed: ${key}`),
    ...[...got].filter((key) => !wanted.has(key)).map((key) => `wrong:  ${key}`),
  ]
}
