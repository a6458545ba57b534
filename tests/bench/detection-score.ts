import { CONDITIONS } from '@/lib/domain/conditions'
import { GROUP_WINDOW_MS } from '@/lib/domain/delivery-group'
import type { Label } from '@/simulator/labels/types'

export interface FoundFinding {
  applicationID: string
  condition: string
  cause: string
  status: string
  subject: { type: string; id: string }
  firstSeenAt: string
  lastSeenAt: string
  occurrences: number
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
  const groups = scoreGroups(labels, findings, readAt)
  const wanted = new Set([
    ...faults.map((label) => keyOf(subjectOf(label), label, holdsNow(label, faults, readAt))),
    ...groups.wanted,
  ])
  const got = new Set([
    ...told.map((finding) => keyOf(nameOf(finding), finding, finding.status !== 'resolved')),
    ...groups.got,
  ])
  const causes = Object.entries(CONDITIONS).flatMap(([condition, { causes: named }]) =>
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

function subjectOf({ applicationID, subjectID }: Label): string {
  return `${applicationID.slice(0, 8)} ${subjectID}`
}

function nameOf({ applicationID, subject }: FoundFinding): string {
  return `${applicationID.slice(0, 8)} ${subject.id}`
}

function isScored(type: string): boolean {
  return type === 'journey' || type === 'caller'
}

/**
 * A group has no name that both sides know: a finding is the label's with which it shares application, cause and time. It
 * counts the label's deliveries, all of them and no others, and is one but where no delivery failed for half an hour.
 */
function scoreGroups(labels: Label[], findings: FoundFinding[], readAt: Date): { wanted: string[]; got: string[] } {
  const groups = labels.filter(({ kind, subjectType }) => kind === 'fault' && subjectType === 'delivery_group')
  const told = findings.filter(({ subject }) => subject.type === 'delivery_group')
  const strangers = told.filter((finding) => !groups.some((label) => isSameGroup(label, finding)))
  const scored = groups.map((label) => {
    const own = told.filter((finding) => isSameGroup(label, finding)).toSorted(byFirstSeen)
    const last = own.at(-1)
    const name = (count: number) => `${subjectOf(label)} with ${count}`
    const isQuiet = last !== undefined && readAt.getTime() - msOf(last.lastSeenAt) > GROUP_WINDOW_MS
    const counted = own.reduce((sum, { occurrences }) => sum + occurrences, 0)
    const isWhole = own.every(({ lastSeenAt }, index) => {
      const next = own[index + 1]
      return !next || msOf(next.firstSeenAt) - msOf(lastSeenAt) > GROUP_WINDOW_MS
    })
    const found = keyOf(name(counted), label, last?.status !== 'resolved')
    return {
      wanted: keyOf(name(label.deliveryIDs?.length ?? 0), label, label.to === null && !isQuiet),
      got: own.length === 0 ? [] : [isWhole ? found : `${found} in ${own.length} findings`],
    }
  })
  return {
    wanted: scored.map(({ wanted }) => wanted),
    got: [
      ...scored.flatMap(({ got }) => got),
      ...strangers.map((finding) => keyOf(nameOf(finding), finding, finding.status !== 'resolved')),
    ],
  }
}

function msOf(iso: string): number {
  return new Date(iso).getTime()
}

function byFirstSeen(a: FoundFinding, b: FoundFinding): number {
  return msOf(a.firstSeenAt) - msOf(b.firstSeenAt)
}

function isSameGroup(label: Label, { applicationID, cause, firstSeenAt, lastSeenAt }: FoundFinding): boolean {
  const isSame = label.applicationID === applicationID && label.cause === cause
  return isSame && firstSeenAt >= label.from && (label.to === null || lastSeenAt <= label.to)
}

/** Those that play a part of their own, and the two that make the ordinary calls. */
function callersOf(labels: Label[]): number {
  const applications = new Set(labels.map(({ applicationID }) => applicationID)).size
  return new Set(labels.filter((label) => label.subjectType === 'caller').map(subjectOf)).size + 2 * applications
}

function healthyShare(type: string, subjects: number, faults: Label[], told: FoundFinding[]): HealthyShare {
  const faulty = new Set(faults.filter((label) => label.subjectType === type).map(subjectOf))
  const found = told.filter(({ subject }) => subject.type === type).map(nameOf)
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
      other.applicationID === label.applicationID &&
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
