'use client'

import { ChevronRight, Route } from 'lucide-react'
import Link from 'next/link'
import { Sparkline } from '@/components/charts/sparkline'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Count } from '@/components/ui/count'
import { ShortID } from '@/components/ui/copyable-id'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusPill, ToneIcon } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime, RelativeTime } from '@/components/ui/time'
import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { conditionTone, findingStatusTone, severityTone } from '@/lib/format/words'
import type { FindingGroupRow } from '@/lib/query/finding-groups'
import type { Finding } from '@/lib/query/schemas'
import { findingKey, groupKey, isChosen } from './inbox-filter'
import { groupStatusWords, shortPerson } from './inbox-words'
import type { InboxView } from './use-inbox'

const COLUMNS = 8
const ROW_FOCUS =
  'has-[[data-row-link]:focus-visible]:bg-hover has-[[data-row-link]:focus-visible]:outline-2 has-[[data-row-link]:focus-visible]:-outline-offset-2 has-[[data-row-link]:focus-visible]:outline-focus'

/** From 768 px up: one table, a body for each group. */
export function InboxTable({ view }: { view: InboxView }) {
  return (
    <Table label="Findings by condition and cause" className="min-w-[960px]" wrapperClassName="hidden md:block">
      <TableHead>
        <tr>
          {view.mayTriage && (
            <TableHeader className="w-9 pr-0">
              <ChooseAll view={view} />
            </TableHeader>
          )}
          <TableHeader>Finding</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader>Trend</TableHeader>
          <TableHeader>First seen</TableHeader>
          <TableHeader>Last seen</TableHeader>
          <TableHeader numeric>Count</TableHeader>
          <TableHeader>Assignee</TableHeader>
        </tr>
      </TableHead>
      {view.groups.map((group) => (
        <TableBody key={groupKey(group)} className="border-b border-line last:border-0">
          <GroupRow group={group} view={view} />
          {view.isOpen(group) && <GroupFindings group={group} view={view} />}
        </TableBody>
      ))}
    </Table>
  )
}

/** Everything that matches, shown or not. */
function ChooseAll({ view }: { view: InboxView }) {
  const total = view.groups.reduce((sum, group) => sum + group.total, 0)
  const isAll = view.groups.every((group) => view.selection.groups.has(groupKey(group)))
  return (
    <label className="flex size-6 items-center justify-center">
      <span className="sr-only">Choose all {total} findings that match</span>
      <input type="checkbox" checked={isAll} onChange={() => view.toggleAll(!isAll)} className="size-3.5 accent-ink" />
    </label>
  )
}

function GroupRow({ group, view }: { group: FindingGroupRow; view: InboxView }) {
  const isOpen = view.isOpen(group)
  const isLeft = view.leftGroups.has(groupKey(group))
  const row = `group:${groupKey(group)}`
  return (
    <TableRow data-row={row} className={cn('hover:bg-hover', ROW_FOCUS, isOpen && 'bg-sunken', isLeft && 'opacity-55')}>
      <ChooseCell
        view={view}
        row={row}
        chosen={view.selection.groups.has(groupKey(group))}
        label={`Choose all ${group.total} of ${causeLabel(group.condition, group.cause)}`}
      />
      <th scope="rowgroup" className="px-3 py-1.5 text-left font-normal">
        <GroupTitle group={group} view={view} />
      </th>
      <TableCell className="whitespace-nowrap text-ink-2">{groupStatusWords(group)}</TableCell>
      <TableCell>
        <Sparkline values={group.trend} />
      </TableCell>
      <TableCell className="text-ink-2">
        <ClockTime at={group.firstSeenAt} />
      </TableCell>
      <TableCell className="text-ink-2">
        <RelativeTime at={group.lastSeenAt} />
      </TableCell>
      <TableCell numeric>
        <Count value={group.occurrences} />
      </TableCell>
      <TableCell className="text-ink-2">{group.assignees.map(shortPerson).join(', ') || '–'}</TableCell>
    </TableRow>
  )
}

function GroupTitle({ group, view }: { group: FindingGroupRow; view: InboxView }) {
  const isOpen = view.isOpen(group)
  return (
    <button
      type="button"
      data-row-link
      aria-expanded={isOpen}
      onClick={() => view.toggleOpen(group)}
      className="flex min-h-6 w-full items-center gap-2 text-left focus-visible:outline-none"
    >
      <ChevronRight
        className={cn('size-3.5 shrink-0 text-ink-3 transition-transform', isOpen && 'rotate-90')}
        aria-hidden
      />
      <StatusPill tone={conditionTone(group.condition)}>{causeLabel(group.condition, group.cause)}</StatusPill>
      <span className="truncate font-medium">{conditionTitle(group.condition)}</span>
      <span className="text-ink-2">
        <Count value={group.total} />
        <span className="sr-only"> findings</span>
      </span>
      {group.regressed > 0 && <span className="text-xs whitespace-nowrap text-stuck">{group.regressed} came back</span>}
    </button>
  )
}

function GroupFindings({ group, view }: { group: FindingGroupRow; view: InboxView }) {
  const shown = view.rowsOf(group)
  if (!shown || (shown.problem && shown.rows.length === 0)) {
    return (
      <tr>
        <td colSpan={COLUMNS} className="px-4 py-1">
          {shown?.problem ? <p role="alert">{shown.problem}</p> : <SkeletonRows rows={3} />}
        </td>
      </tr>
    )
  }
  return (
    <>
      {shown.arrived > 0 && <NoteRow onClick={view.settle}>{`${shown.arrived} new · show`}</NoteRow>}
      {shown.rows.map((finding) => (
        <FindingRow
          key={findingKey(finding)}
          finding={finding}
          view={view}
          left={shown.left.has(findingKey(finding))}
        />
      ))}
      {shown.hasMore && <NoteRow onClick={() => view.more(group)}>Show more</NoteRow>}
      {!shown.hasMore && shown.rows.length < group.total && shown.rows.length >= 200 && (
        <tr>
          <td colSpan={COLUMNS} className="px-4 py-1.5 text-ink-3">
            The newest {shown.rows.length} are shown. What you do with the group is done to all of it.
          </td>
        </tr>
      )}
    </>
  )
}

function NoteRow({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <tr className="border-b border-line">
      <td colSpan={COLUMNS} className="px-3 py-1">
        <Button variant="ghost" onClick={onClick} className="h-6 px-1 text-accent hover:bg-transparent">
          {children}
        </Button>
      </td>
    </tr>
  )
}

function FindingRow({ finding, view, left }: { finding: Finding; view: InboxView; left: boolean }) {
  const row = findingKey(finding)
  const chosen = isChosen(view.selection, finding)
  return (
    <TableRow data-row={row} aria-selected={chosen} className={cn('hover:bg-hover', ROW_FOCUS, left && 'opacity-55')}>
      <ChooseCell view={view} row={row} chosen={chosen} label={`Choose ${finding.subject.id}`} />
      <TableCell className="max-w-0 pl-9">
        <span className="flex min-w-0 items-center gap-2">
          <ToneIcon tone={severityTone(finding.severity)} />
          <span className="sr-only">{finding.severity}</span>
          <Link
            href={view.href(finding)}
            data-row-link
            className="inline-flex min-h-6 shrink-0 items-center hover:underline focus-visible:outline-none"
          >
            <ShortID id={finding.subject.id} />
          </Link>
          {finding.regressed && <span className="shrink-0 text-xs text-stuck">came back</span>}
          <span className="truncate text-ink-3" title={finding.summary}>
            {finding.summary}
          </span>
          {finding.subject.type === 'journey' && (
            <Link
              href={view.journeyHref(finding)}
              aria-label={`Open the journey ${finding.subject.id}`}
              title="Open the journey"
              className="ml-auto flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-3 hover:bg-line hover:text-ink"
            >
              <Route className="size-3.5" aria-hidden />
            </Link>
          )}
        </span>
      </TableCell>
      <TableCell>
        <StatusPill tone={findingStatusTone(finding.status)}>{finding.status}</StatusPill>
      </TableCell>
      <TableCell />
      <TableCell className="text-ink-2">
        <ClockTime at={finding.firstSeenAt} />
      </TableCell>
      <TableCell className="text-ink-2">
        <RelativeTime at={finding.lastSeenAt} />
      </TableCell>
      <TableCell numeric>
        <Count value={finding.occurrences} />
      </TableCell>
      <TableCell className="text-ink-2">{finding.assignee ? shortPerson(finding.assignee) : '–'}</TableCell>
    </TableRow>
  )
}

interface ChooseCellProps {
  view: InboxView
  row: string
  chosen: boolean
  label: string
}

function ChooseCell({ view, row, chosen, label }: ChooseCellProps) {
  if (!view.mayTriage) return null
  return (
    <TableCell className="w-9 pr-0">
      <label className="flex size-6 items-center justify-center">
        <span className="sr-only">{label}</span>
        <input type="checkbox" checked={chosen} onChange={() => view.toggle(row)} className="size-3.5 accent-ink" />
      </label>
    </TableCell>
  )
}
