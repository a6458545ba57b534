'use client'

import { ChevronRight, Ellipsis } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Count } from '@/components/ui/count'
import { ShortID } from '@/components/ui/copyable-id'
import { DropdownMenu, DropdownMenuContent, DropdownMenuItem, DropdownMenuTrigger } from '@/components/ui/dropdown-menu'
import { NarrowItem } from '@/components/ui/narrow-list'
import { SkeletonRows } from '@/components/ui/skeleton'
import { StatusPill, ToneIcon } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { conditionTone, severityTone } from '@/lib/format/words'
import type { FindingGroupRow } from '@/lib/query/finding-groups'
import { findingKey, groupKey } from './inbox-filter'
import { groupStatusWords } from './inbox-words'
import { ACTION_WORDS, TRIAGE_ACTIONS } from './triage-words'
import type { InboxView } from './use-inbox'

/** Below 768 px: groups of two lines, each with a menu; its findings below it. */
export function InboxNarrow({ view }: { view: InboxView }) {
  return (
    <ul aria-label="Findings by condition and cause" className="divide-y divide-line md:hidden">
      {view.groups.map((group) => (
        <NarrowGroup key={groupKey(group)} group={group} view={view} />
      ))}
    </ul>
  )
}

function NarrowGroup({ group, view }: { group: FindingGroupRow; view: InboxView }) {
  const isOpen = view.isOpen(group)
  const row = `group:${groupKey(group)}`
  return (
    <li className={cn(view.leftGroups.has(groupKey(group)) && 'opacity-55')}>
      <div data-row={row} className={cn('flex items-start gap-1 px-4 py-2.5', isOpen && 'bg-sunken')}>
        <button
          type="button"
          data-row-link
          aria-expanded={isOpen}
          onClick={() => view.toggleOpen(group)}
          className="grid min-w-0 grow gap-y-1 text-left"
        >
          <span className="flex min-w-0 items-baseline justify-between gap-3">
            <span className="flex min-w-0 items-center gap-1.5 font-medium">
              <ChevronRight className={cn('size-3.5 shrink-0 text-ink-3', isOpen && 'rotate-90')} aria-hidden />
              <span className="min-w-0 [overflow-wrap:anywhere]">{conditionTitle(group.condition)}</span>
            </span>
            <Count value={group.total} />
          </span>
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5 pl-5 text-ink-2">
            <StatusPill tone={conditionTone(group.condition)}>{causeLabel(group.condition, group.cause)}</StatusPill>
            <span className="text-xs">{groupStatusWords(group)}</span>
          </span>
        </button>
        {view.mayTriage && <GroupMenu group={group} view={view} row={row} />}
      </div>
      {isOpen && <NarrowFindings group={group} view={view} />}
    </li>
  )
}

function GroupMenu({ group, view, row }: { group: FindingGroupRow; view: InboxView; row: string }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Triage all of ${causeLabel(group.condition, group.cause)}`}
          className="-mr-1.5"
        >
          <Ellipsis aria-hidden />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {TRIAGE_ACTIONS.map((action) => (
          <DropdownMenuItem key={action} onSelect={() => view.act(action, row)}>
            {ACTION_WORDS[action].verb} all
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  )
}

function NarrowFindings({ group, view }: { group: FindingGroupRow; view: InboxView }) {
  const shown = view.rowsOf(group)
  if (!shown) return <SkeletonRows rows={3} className="px-4" />
  return (
    <ul
      aria-label={`Findings of ${causeLabel(group.condition, group.cause)}`}
      className="divide-y divide-line border-t border-line"
    >
      {shown.problem && (
        <li role="alert" className="px-4 py-2">
          {shown.problem}
        </li>
      )}
      {shown.rows.map((finding) => (
        <NarrowItem
          key={findingKey(finding)}
          href={view.href(finding)}
          title={
            <>
              <ToneIcon tone={severityTone(finding.severity)} className="mr-1.5 inline" />
              <ShortID id={finding.subject.id} />
              {finding.regressed && <span className="ml-2 text-xs font-normal text-stuck">came back</span>}
            </>
          }
          aside={
            <span className="text-ink-2">
              {finding.status !== 'open' && `${finding.status} · `}
              <RelativeTime at={finding.lastSeenAt} />
            </span>
          }
          className={cn('pl-5', shown.left.has(findingKey(finding)) && 'opacity-55')}
        >
          <span className="truncate text-xs">{finding.summary}</span>
        </NarrowItem>
      ))}
      {shown.hasMore && (
        <li className="px-4 py-1.5">
          <Button variant="ghost" onClick={() => view.more(group)} className="text-accent">
            Show more
          </Button>
        </li>
      )}
    </ul>
  )
}
