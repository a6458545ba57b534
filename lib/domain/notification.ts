import { conditionTitle, SEVERITIES, type Condition, type Severity } from './conditions'
import { INCIDENT_KIND_TITLES, INCIDENT_KINDS, type IncidentKind } from './incident'
import type { Environment, Role } from './vocabulary'

export const TARGET_KINDS = ['slack', 'webhook', 'email'] as const
export type TargetKind = (typeof TARGET_KINDS)[number]

export const DELIVERY_KINDS = ['firing', 'worse', 'recovered', 'test', 'digest', 'mention'] as const
export type NotificationKind = (typeof DELIVERY_KINDS)[number]

/** `dropped`: it had become pointless before it was sent. */
export const DELIVERY_STATES = ['queued', 'sending', 'sent', 'failed', 'dropped'] as const
export type NotificationState = (typeof DELIVERY_STATES)[number]

/** Roles that findings and digests are for; admins look after accounts, not findings. */
export const OWNER_ROLES = ['support', 'ops', 'engineer'] as const satisfies readonly Role[]
export type OwnerRole = (typeof OWNER_ROLES)[number]

/** Who can mend what a condition tells of: the borrower's contact, whoever talks to lender and platform, or the integration. */
const OWNER: Record<Condition, OwnerRole> = {
  'auth-invalid-api-key': 'engineer',
  'auth-invalid-session': 'engineer',
  'validation-failed': 'engineer',
  'offer-lock-conflict': 'support',
  'offers-pending': 'ops',
  'bank-mandate-not-actionable': 'ops',
  'aa-redirect-expired': 'support',
  'webhook-signature-failure': 'engineer',
  'rate-limited': 'engineer',
  'journey-stalled': 'ops',
}

export function conditionsOf(role: OwnerRole): string[] {
  return Object.entries(OWNER).flatMap(([condition, owner]) => (owner === role ? [condition] : []))
}

/** What a rule may name among its conditions, in words: a condition, or a kind of incident. */
export function ruleConditionTitle(named: string): string {
  const kind = INCIDENT_KINDS.find((one) => one === named)
  return kind ? INCIDENT_KIND_TITLES[kind] : conditionTitle(named)
}

/** Which findings a rule is for; empty lists and nulls leave nothing out. */
export interface RuleMatch {
  conditions: string[]
  severities: string[]
  onlyApplicationID: string | null
  environment: string | null
  ownerRole: string | null
}

export interface FindingKind {
  applicationID: string
  environment: string
  condition: string
  severity: string
  /** Of an incident, whose condition is the one that tells the fix. */
  kind?: IncidentKind
}

export function matchesRule(rule: RuleMatch, finding: FindingKind): boolean {
  const { conditions, severities, onlyApplicationID, environment, ownerRole } = rule
  const role = OWNER_ROLES.find((candidate) => candidate === ownerRole)
  return (
    (conditions.length === 0 || conditions.includes(finding.condition) || conditions.includes(finding.kind ?? '')) &&
    (severities.length === 0 || severities.includes(finding.severity)) &&
    (onlyApplicationID === null || onlyApplicationID.toLowerCase() === finding.applicationID.toLowerCase()) &&
    (environment === null || environment === finding.environment) &&
    (role === undefined || conditionsOf(role).includes(finding.condition))
  )
}

/** 0 is the worst; an unknown one counts as the mildest. */
export function severityRank(severity: string): number {
  const index = SEVERITIES.findIndex((candidate) => candidate === severity)
  return index === -1 ? SEVERITIES.length : index
}

/** What a message tells. IDs and causes alone: it leaves the desk. */
export interface FindingMessage {
  kind: 'firing' | 'worse' | 'recovered'
  rule: string
  condition: string
  cause: string
  /** In words, such as “Stuck in OFFERS_PENDING: lender dispatch in flight”. */
  title: string
  severity: Severity
  applicationID: string
  application: string
  environment: Environment | string
  /** Findings that hold; of a recovery, how many had been told. */
  count: number
  /** ISO 8601, event time. */
  since: string | null
  /** ISO 8601: when it was decided. */
  at: string
  subjects: { type: string; id: string }[]
  /** Of one cause behind many findings, which are told of with it alone. */
  incident: { id: string; kind: IncidentKind } | null
  /** Below the desk's address. */
  path: string
}

export interface TestMessage {
  kind: 'test'
  title: string
  at: string
}

export interface DigestMessage {
  kind: 'digest'
  title: string
  at: string
  lines: { title: string; application: string; environment: string; count: number; fresh: number; path: string }[]
  path: string
}

/** A note mentions somebody. What it says stays in the desk: people write names into notes. */
export interface MentionMessage {
  kind: 'mention'
  title: string
  /** Who wrote the note. */
  by: string
  at: string
  path: string
}

export type NotificationMessage = FindingMessage | TestMessage | DigestMessage | MentionMessage
