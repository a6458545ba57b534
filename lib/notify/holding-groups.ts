import type { Severity } from '@/lib/domain/conditions'
import { INCIDENT_KINDS, type IncidentKind } from '@/lib/domain/incident'
import { matchesRule, severityRank, type RuleMatch } from '@/lib/domain/notification'
import type { GroupSeen } from '@/lib/domain/notification-group'
import type { HoldingRow, IncidentName } from '@/lib/store/notification-groups'

/** What holds, in the groups that one rule tells of. Pure. */

export interface HoldingGroup {
  applicationID: string
  /** environment|condition|cause, or environment|kind|ID of an incident. */
  groupKey: string
  seen: GroupSeen
}

export const NOTHING: GroupSeen = { open: 0, holding: 0, since: null, severity: null }

export interface Grouped {
  groups: Map<string, HoldingGroup>
  /** Names of groups of which findings are told with their incident instead. */
  folded: Set<string>
}

/** Findings by cause, severities together; those of an incident that the rule asks for are the incident's alone. */
export function groupHolding(rule: RuleMatch, holding: HoldingRow[], incidents: IncidentName[]): Grouped {
  const groups = new Map<string, HoldingGroup>()
  const folded = new Set<string>()
  const parents = parentsFor(rule, holding, incidents)
  for (const row of holding) {
    const { applicationID, environment, condition, cause } = row
    const own = { applicationID, groupKey: `${environment}|${condition}|${cause}` }
    const told = row.incidentIDs.flatMap((incidentID) => parents.get(incidentID) ?? [])
    if (told.length > 0) folded.add(nameOf(own))
    else if (matchesRule(rule, row)) add(groups, own, row)
    for (const { kind, incidentID } of told) {
      add(groups, { applicationID, groupKey: `${environment}|${kind}|${incidentID}` }, row)
    }
  }
  return { groups, folded }
}

/** Incidents that the rule asks for. One is as grave as the worst of its findings. */
function parentsFor(rule: RuleMatch, holding: HoldingRow[], incidents: IncidentName[]): Map<string, IncidentName> {
  const worst = new Map<string, HoldingRow>()
  for (const row of holding) {
    for (const incidentID of row.incidentIDs) {
      const before = worst.get(incidentID)
      if (!before || severityRank(row.severity) < severityRank(before.severity)) worst.set(incidentID, row)
    }
  }
  const asked = incidents.filter(({ incidentID, condition, kind }) => {
    const row = worst.get(incidentID)
    return row && matchesRule(rule, { ...row, condition, kind })
  })
  return new Map(asked.map((incident) => [incident.incidentID, incident]))
}

function add(groups: Map<string, HoldingGroup>, group: Omit<HoldingGroup, 'seen'>, row: HoldingRow): void {
  const seen = groups.get(nameOf(group))?.seen ?? NOTHING
  groups.set(nameOf(group), {
    ...group,
    seen: {
      open: seen.open + row.open,
      holding: seen.holding + row.holding,
      since: earlier(seen.since, row.since),
      severity: graver(seen.severity, row.severity),
    },
  })
}

export function nameOf({ applicationID, groupKey }: { applicationID: string; groupKey: string }): string {
  return `${applicationID}|${groupKey}`
}

/** What a group is of: findings of one cause, or an incident. */
export function partsOf(groupKey: string): {
  environment: string
  condition: string
  cause: string
  incident: { kind: IncidentKind; incidentID: string } | null
} {
  const [environment = '', condition = '', cause = ''] = groupKey.split('|')
  const kind = INCIDENT_KINDS.find((one) => one === condition)
  return { environment, condition, cause, incident: kind ? { kind, incidentID: cause } : null }
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b
  return a < b ? a : b
}

function graver(a: Severity | null, b: Severity): Severity {
  return a !== null && severityRank(a) <= severityRank(b) ? a : b
}
