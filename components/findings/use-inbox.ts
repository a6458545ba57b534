'use client'

import { useQueryStates } from 'nuqs'
import { useState } from 'react'
import { useFrameHref } from '@/components/shell/use-frame'
import { causeLabel } from '@/lib/domain/conditions'
import type { FindingGroupRow } from '@/lib/query/finding-groups'
import type { Finding } from '@/lib/query/schemas'
import {
  asGroup,
  filterOf,
  findingKey,
  fits,
  groupKey,
  isEmpty,
  NOTHING,
  toggleFinding,
  toggleGroup,
  type InboxFilter,
  type Selection,
} from './inbox-filter'
import { openParam } from './params'
import type { TriageAction } from './triage-words'
import { useHeldGroups } from './use-held-groups'
import { useOpenGroups, type OpenGroup } from './use-open-groups'
import { useTriage, type Target } from './use-triage'

export interface InboxInput {
  groups: FindingGroupRow[]
  filter: InboxFilter
  /** Changes with what is asked for; within one, rows stay where they are. */
  listKey: string
  mayTriage: boolean
}

/** What a drawing of the inbox needs, wide or narrow. */
export interface InboxView {
  groups: FindingGroupRow[]
  leftGroups: ReadonlySet<string>
  isOpen: (group: FindingGroupRow) => boolean
  toggleOpen: (group: FindingGroupRow) => void
  rowsOf: (group: FindingGroupRow) => OpenGroup | null
  more: (group: FindingGroupRow) => void
  settle: () => void
  href: (finding: Finding) => string
  journeyHref: (finding: Finding) => string
  selection: Selection
  toggle: (row: string) => void
  /** Everything that matches, or nothing. */
  toggleAll: (chosen: boolean) => void
  /** On what is chosen, else on the row; null: only on what is chosen. */
  act: (action: TriageAction, row: string | null) => void
  mayTriage: boolean
}

/** The state of the inbox: what is open, what is chosen, and what the reader does. */
export function useInbox({ groups, filter, listKey, mayTriage }: InboxInput) {
  const held = useHeldGroups(groups, listKey)
  const [{ open }, setOpen] = useQueryStates(openParam, { history: 'replace', shallow: true })
  const rows = useOpenGroups({ open, groups, filter, listKey })
  const [selection, setSelection] = useState<Selection>(NOTHING)
  const clear = () => setSelection(NOTHING)
  const triage = useTriage(() => {
    clear()
    held.takeNext()
    rows.settle()
  })
  const frame = useFrameHref()

  const rowsOf = (group: FindingGroupRow) => ownRows(rows.groupOf(group), triage.latest, filter)
  const find = (row: string) => findRow(row, held.groups, rowsOf)
  const view: InboxView = {
    groups: held.groups,
    leftGroups: held.left,
    isOpen: (group) => open.includes(groupKey(group)),
    toggleOpen: (group) => void setOpen({ open: toggled(open, groupKey(group)) }),
    rowsOf,
    more: rows.more,
    settle: rows.settle,
    href: (finding) => frame(`/findings/${finding.id}`),
    journeyHref: (finding) => frame(`/journeys/${encodeURIComponent(finding.subject.id)}`),
    selection,
    toggle: (row) => {
      const found = find(row)
      if (found) setSelection((before) => toggleRow(before, found, held.groups, rowsOf))
    },
    toggleAll: (chosen) => setSelection(chosen ? allOf(held.groups) : NOTHING),
    act: (action, row) => {
      const found = row === null ? null : find(row)
      const target = isEmpty(selection) ? targetOf(found, filter) : chosenTarget(selection, filter, held.groups)
      if (target) triage.act(action, target)
    },
    mayTriage,
  }
  return { view, held, triage, clear }
}

function allOf(groups: FindingGroupRow[]): Selection {
  return { groups: new Set(groups.map(groupKey)), findings: new Map() }
}

function toggled(open: string[], key: string): string[] {
  return open.includes(key) ? open.filter((other) => other !== key) : [...open, key]
}

/** What the reader has just dealt with goes at once; what others do stays until it is asked for. */
function ownRows(
  shown: OpenGroup | null,
  latest: (finding: Finding) => Finding,
  filter: InboxFilter,
): OpenGroup | null {
  if (!shown) return null
  const own = shown.rows.map(latest)
  return { ...shown, rows: own.filter((row, index) => row === shown.rows[index] || fits(row, filter)) }
}

type Row = FindingGroupRow | Finding
type RowsOf = (group: FindingGroupRow) => OpenGroup | null

function findRow(row: string, groups: FindingGroupRow[], rowsOf: RowsOf): Row | null {
  const group = groups.find((candidate) => `group:${groupKey(candidate)}` === row)
  if (group) return group
  const shown = groups.flatMap((candidate) => rowsOf(candidate)?.rows ?? [])
  return shown.find((finding) => findingKey(finding) === row) ?? null
}

function toggleRow(before: Selection, row: Row, groups: FindingGroupRow[], rowsOf: RowsOf): Selection {
  if (!isFinding(row)) return toggleGroup(before, row)
  const group = groups.find((candidate) => groupKey(candidate) === groupKey(row))
  return toggleFinding(before, row, group ? (rowsOf(group)?.rows ?? []) : [])
}

function isFinding(row: Row): row is Finding {
  return 'subject' in row
}

function targetOf(row: Row | null, filter: InboxFilter): Target | null {
  if (!row) return null
  if (isFinding(row)) return { kind: 'one', finding: row }
  return { kind: 'many', filter: { ...filter, groups: [asGroup(row)] }, what: causeLabel(row.condition, row.cause) }
}

function chosenTarget(selection: Selection, filter: InboxFilter, groups: FindingGroupRow[]): Target {
  const [only] = selection.findings.values()
  if (only && selection.findings.size === 1 && selection.groups.size === 0) return { kind: 'one', finding: only }
  return { kind: 'many', filter: filterOf(selection, filter, groups), what: null }
}
