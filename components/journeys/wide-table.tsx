'use client'

import Link from 'next/link'
import type { MouseEvent, ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { ShortID } from '@/components/ui/copyable-id'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { ownerLabel } from '@/lib/format/words'
import type { JourneySummary } from '@/lib/query/schemas'
import { OwnerMark } from './owner-mark'
import type { JourneyParams } from './params'
import { keyOf, type RowParts } from './row-key'
import { Filterable, FindingPills, Waiting } from './row-parts'
import { useJourneyParams, type JourneyChange } from './use-journey-params'

interface Filtering {
  params: JourneyParams
  change: (values: JourneyChange) => void
}

/** The list from 768 px up: a cell's small button filters by what stands in it. */
export function WideTable({ rows, parts }: { rows: JourneySummary[]; parts: RowParts }) {
  const filtering = useJourneyParams()
  return (
    <Table label="Journeys" wrapperClassName="hidden md:block">
      <TableHead>
        <tr>
          <TableHeader>Journey</TableHeader>
          <TableHeader>Borrower</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader>Whose move</TableHeader>
          <TableHeader>Waiting</TableHeader>
          <TableHeader>Lender</TableHeader>
          <TableHeader>Findings</TableHeader>
          <TableHeader className="hidden 2xl:table-cell">Updated</TableHeader>
        </tr>
      </TableHead>
      <TableBody className={cn(filtering.pending && 'opacity-60 transition-opacity')}>
        {rows.map((row) => (
          <TableRow
            key={keyOf(row)}
            onClick={openRow}
            className={cn(
              'cursor-pointer hover:bg-hover has-[[data-row-link]:focus-visible]:bg-hover has-[[data-row-link]:focus-visible]:outline-2 has-[[data-row-link]:focus-visible]:-outline-offset-2 has-[[data-row-link]:focus-visible]:outline-focus',
              parts.left(row) && 'opacity-55',
            )}
          >
            <JourneyCell row={row} href={parts.href(row)} />
            <FilterCells row={row} filtering={filtering} />
            <TableCell>
              <FindingPills findings={row.findings} />
            </TableCell>
            <TableCell className="hidden text-ink-2 2xl:table-cell">
              <RelativeTime at={row.updatedAt} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

/** A click anywhere in a row follows its link, unless something else was meant: another control, or selected text. */
function openRow(event: MouseEvent<HTMLTableRowElement>): void {
  const { target, currentTarget, metaKey, ctrlKey, shiftKey } = event
  if (!(target instanceof Element) || target.closest('a, button') || window.getSelection()?.toString()) return
  const click = { bubbles: true, cancelable: true, metaKey, ctrlKey, shiftKey }
  currentTarget.querySelector('[data-row-link]')?.dispatchEvent(new window.MouseEvent('click', click))
}

function JourneyCell({ row, href }: { row: JourneySummary; href: string }) {
  return (
    <TableCell>
      <Link href={href} data-row-link className="inline-flex min-h-6 items-center focus-visible:outline-none">
        <ShortID id={row.journeyID} />
      </Link>
    </TableCell>
  )
}

function FilterCells({ row, filtering: { params, change } }: { row: JourneySummary; filtering: Filtering }) {
  const { borrowerExternalID, status, owner, lender } = row
  return (
    <>
      <FilterCell what={borrowerExternalID} active={params.q} onFilter={() => change({ q: borrowerExternalID })}>
        {borrowerExternalID && <ShortID id={borrowerExternalID} className="text-ink-2" />}
      </FilterCell>
      <FilterCell what={status} active={params.status?.[0]} onFilter={() => change({ status: [status] })}>
        {status}
      </FilterCell>
      <FilterCell
        what={ownerLabel(owner)}
        active={params.owner?.[0] && ownerLabel(params.owner[0])}
        onFilter={() => change({ owner: [owner] })}
      >
        <OwnerMark owner={owner} />
      </FilterCell>
      <TableCell>
        <Waiting journey={row} />
      </TableCell>
      <FilterCell what={lender} active={params.lender} onFilter={() => change({ lender })}>
        {lender}
      </FilterCell>
    </>
  )
}

interface FilterCellProps {
  /** What stands in the cell; null where nothing is known. */
  what: string | null
  /** What the list is filtered by already. */
  active: string | null | undefined
  onFilter: () => void
  children: ReactNode
}

function FilterCell({ what, active, onFilter, children }: FilterCellProps) {
  return (
    <TableCell className="max-w-60">
      {what === null ? (
        <span className="text-ink-3">–</span>
      ) : (
        <Filterable what={what} onFilter={active === what ? null : onFilter}>
          {children}
        </Filterable>
      )}
    </TableCell>
  )
}
