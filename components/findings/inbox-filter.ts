import type { FindingSelection } from '@/lib/domain/finding-filter'
import type { Finding } from '@/lib/query/schemas'

/** What the inbox shows, as the read API and a bulk change take it. */
export type InboxFilter = Omit<FindingSelection, 'findingIDs' | 'groups'>

export interface GroupRef {
  condition: string
  cause: string
}

export const groupKey = ({ condition, cause }: GroupRef): string => `${condition}.${cause}`
export const findingKey = ({ applicationID, id }: Pick<Finding, 'applicationID' | 'id'>): string =>
  `${applicationID}|${id}`

/** The filter as a query string, narrowed to one group. */
export function findingsQuery(filter: InboxFilter, { condition, cause }: GroupRef, limit: number): string {
  const { status, ...rest } = filter
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(rest)) if (typeof value === 'string') search.set(name, value)
  if (status) search.set('status', status.join(','))
  search.set('condition', condition)
  search.set('cause', cause)
  search.set('limit', String(limit))
  return search.toString()
}

export function fits(finding: Finding, filter: InboxFilter): boolean {
  const { status, assignee } = filter
  if (status && !status.some((wanted) => wanted === finding.status)) return false
  return assignee === undefined || (finding.assignee ?? 'nobody') === assignee
}

/** What is chosen: whole groups (all that match, shown or not), and single findings. */
export interface Selection {
  groups: ReadonlySet<string>
  findings: ReadonlyMap<string, Finding>
}

export const NOTHING: Selection = { groups: new Set(), findings: new Map() }

export function isEmpty({ groups, findings }: Selection): boolean {
  return groups.size === 0 && findings.size === 0
}

/** A group takes the place of its findings. */
export function toggleGroup({ groups, findings }: Selection, group: GroupRef): Selection {
  const key = groupKey(group)
  const next = new Set(groups)
  if (!next.delete(key)) next.add(key)
  return { groups: next, findings: new Map([...findings].filter(([, finding]) => groupKey(finding) !== key)) }
}

/** A finding of a chosen group leaves that group's other shown findings chosen one by one. */
export function toggleFinding(selection: Selection, finding: Finding, shown: readonly Finding[]): Selection {
  const { groups, findings } = selection
  const next = new Map(findings)
  const key = findingKey(finding)
  if (groups.has(groupKey(finding))) {
    for (const other of shown) if (findingKey(other) !== key) next.set(findingKey(other), other)
    return { groups: new Set([...groups].filter((group) => group !== groupKey(finding))), findings: next }
  }
  if (!next.delete(key)) next.set(key, finding)
  return { groups, findings: next }
}

export function isChosen({ groups, findings }: Selection, finding: Finding): boolean {
  return groups.has(groupKey(finding)) || findings.has(findingKey(finding))
}

/** The findings of a selection, as a bulk change takes them. */
export function filterOf(selection: Selection, filter: InboxFilter, groups: readonly GroupRef[]): FindingSelection {
  const chosen = groups.filter((group) => selection.groups.has(groupKey(group)))
  const ids = [...selection.findings.values()].map(({ id }) => id)
  return {
    ...filter,
    ...(chosen.length > 0 ? { groups: chosen.map(asGroup) } : {}),
    ...(ids.length > 0 ? { findingIDs: ids } : {}),
  }
}

type SelectionGroup = NonNullable<FindingSelection['groups']>[number]

/** The groups come from the server, which knows its own conditions. */
export function asGroup({ condition, cause }: GroupRef): SelectionGroup {
  return { condition, cause } as SelectionGroup
}
