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
  journeys: HealthyShare
  callers: HealthyShare
}

/** Subjects without any fault, and the share of them that have a finding. */
export interface HealthyShare {
  count: number
  flagged: number
}

const CONDITIONS_SCORED = Object.entries(CONDITIONS).filter(([condition]) => condition !== 'webhook-signature-failure')

/**
 * A finding is right where a label of the same subject and cause says so, and stands resolved or open as the label does.
 * `undetermined` names no cause; it counts where a healthy subject is flagged.
 */
export function scoreDetection(
  labels: Label[],
  findings: FoundFinding[],
  { journeys, readAt }: { journeys: number; readAt: Date },
): DetectionScore {
  const faults = labels.filter((label) => isScored(label.subjectType) && hasBegun(label, readAt))
  const told = findings.filter((finding) => isScored(finding.subject.type))
  const wanted = new Set(faults.map((label) => keyOf(label.subjectID, label, holdsNow(label, faults, readAt))))
  const got = new Set(told.map((finding) => keyOf(finding.subject.id, finding, finding.status !== 'resolved')))
  const causes = CONDITIONS_SCORED.flatMap(([condition, { causes: named }]) =>
    Object.keys(named).map((cause) => scoreCause(condition, cause, wanted, got)),
  )
  const known = { journey: journeys, caller: callersOf(labels) }
  return {
    causes,
    misses: missesOf(wanted, got),
    journeys: healthyShare('journey', known.journey, faults, told),
    callers: healthyShare('caller', known.caller, faults, told),
  }
}

function isScored(type: string): boolean {
  return type === 'journey' || type === 'caller'
}

/** Those that play a part of their own, and the two that make the ordinary calls. */
function callersOf(labels: Label[]): number {
  return new Set(labels.filter((label) => label.subjectType === 'caller').map((label) => label.subjectID)).size + 2
}

function healthyShare(type: string, subjects: number, faults: Label[], told: FoundFinding[]): HealthyShare {
  const faulty = new Set(faults.filter((label) => label.subjectType === type).map((label) => label.subjectID))
  const found = told.filter(({ subject }) => subject.type === type).map(({ subject }) => subject.id)
  const count = subjects - faulty.size
  return { count, flagged: new Set(found.filter((id) => !faulty.has(id))).size / count }
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
function holdsNow(label: Label, faults: Label[], readAt: Date): boolean {
  return faults.some(
    (other) =>
      other.subjectID === label.subjectID &&
      other.condition === label.condition &&
      other.cause === label.cause &&
      other.to === null &&
      (other.lapsesAt === undefined || new Date(other.lapsesAt) > readAt),
  )
}

function missesOf(wanted: Set<string>, got: Set<string>): string[] {
  return [
    ...[...wanted].filter((key) => !got.has(key)).map((key) => `missed: ${key}`),
    ...[...got].filter((key) => !wanted.has(key)).map((key) => `wrong:  ${key}`),
  ]
}
