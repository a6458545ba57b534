'use client'

import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useRef, useState } from 'react'
import { withFrame } from '@/components/shell/scope'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ShortID } from '@/components/ui/copyable-id'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { ownerLabel } from '@/lib/format/words'
import type { JourneySummary } from '@/lib/query/schemas'
import { holdRows } from './held-rows'
import { OwnerMark } from './owner-mark'
import { Filterable, FindingPills, Waiting } from './row-parts'
import { useJourneyParams } from './use-journey-params'
import { useRowKeys } from './use-row-keys'

const keyOf = (row: JourneySummary) => `${row.applicationID}|${row.journeyID}`

interface JourneysTableProps {
  rows: JourneySummary[]
  /** Changes when the reader asks for another list; within one, rows stay where they are. */
  listKey: string
}

/** One list, drawn as a table or, on narrow screens, as two-line items. */
export function JourneysTable({ rows, listKey }: JourneysTableProps) {
  const container = useRef<HTMLDivElement>(null)
  useRowKeys(container)
  const search = useSearchParams()
  const [held, setHeld] = useState({ listKey, rows })
  if (held.listKey !== listKey) setHeld({ listKey, rows })
  const shown = holdRows(held.listKey === listKey ? held.rows : rows, rows, keyOf)
  const twice = new Set(rows.map((row) => row.journeyID)).size < rows.length
  const parts: RowParts = {
    href: (row) => withFrame(journeyPath(row, twice), new URLSearchParams(search.toString())),
    left: (row) => shown.left.has(keyOf(row)),
  }
  return (
    <div ref={container}>
      <News arrived={shown.arrived} left={shown.left.size} onShow={() => setHeld({ listKey, rows })} />
      <WideTable rows={shown.rows} parts={parts} />
      <NarrowList rows={shown.rows} parts={parts} />
    </div>
  )
}

interface RowParts {
  href: (row: JourneySummary) => string
  left: (row: JourneySummary) => boolean
}

function journeyPath(row: JourneySummary, named: boolean): string {
  const path = `/journeys/${encodeURIComponent(row.journeyID)}`
  return named ? `${path}?applicationID=${row.applicationID}` : path
}

function News({ arrived, left, onShow }: { arrived: number; left: number; onShow: () => void }) {
  const news = [arrived ? `${arrived} new` : null, left ? `${left} moved on` : null].filter((part) => part !== null)
  return (
    <div role="status" className={cn(news.length > 0 && 'border-b border-line bg-accent-ground px-4 py-1')}>
      {news.length > 0 && (
        <Button variant="ghost" onClick={onShow} className="h-6 px-1 text-accent hover:bg-transparent">
          {news.join(', ')} · show
        </Button>
      )}
    </div>
  )
}

function WideTable({ rows, parts }: { rows: JourneySummary[]; parts: RowParts }) {
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
          <TableHeader className="hidden xl:table-cell">Updated</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <WideRow key={keyOf(row)} row={row} parts={parts} />
        ))}
      </TableBody>
    </Table>
  )
}

function WideRow({ row, parts }: { row: JourneySummary; parts: RowParts }) {
  const { params, change } = useJourneyParams()
  return (
    <TableRow
      className={cn(
        'relative hover:bg-hover has-[[data-row-link]:focus-visible]:bg-hover',
        parts.left(row) && 'opacity-55',
      )}
    >
      <TableCell>
        <Link
          href={parts.href(row)}
          data-row-link
          className="after:absolute after:inset-0 after:z-1 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          <ShortID id={row.journeyID} />
        </Link>
      </TableCell>
      <TableCell className="max-w-44">
        <Filterable
          what={row.borrowerExternalID ?? ''}
          onFilter={row.borrowerExternalID ? () => change({ q: row.borrowerExternalID }) : null}
        >
          {row.borrowerExternalID ? (
            <ShortID id={row.borrowerExternalID} className="text-ink-2" />
          ) : (
            <span className="text-ink-3">–</span>
          )}
        </Filterable>
      </TableCell>
      <TableCell>
        <Filterable
          what={row.status}
          onFilter={params.status?.[0] === row.status ? null : () => change({ status: [row.status] })}
        >
          {row.status}
        </Filterable>
      </TableCell>
      <TableCell>
        <Filterable
          what={ownerLabel(row.owner)}
          onFilter={params.owner?.[0] === row.owner ? null : () => change({ owner: [row.owner] })}
        >
          <OwnerMark owner={row.owner} />
        </Filterable>
      </TableCell>
      <TableCell>
        <Waiting journey={row} />
      </TableCell>
      <TableCell className="max-w-48">
        <Filterable
          what={row.lender ?? ''}
          onFilter={row.lender && params.lender !== row.lender ? () => change({ lender: row.lender }) : null}
        >
          {row.lender ?? <span className="text-ink-3">–</span>}
        </Filterable>
      </TableCell>
      <TableCell>
        <FindingPills findings={row.findings} />
      </TableCell>
      <TableCell className="hidden text-ink-2 xl:table-cell">
        <RelativeTime at={row.updatedAt} />
      </TableCell>
    </TableRow>
  )
}

function NarrowList({ rows, parts }: { rows: JourneySummary[]; parts: RowParts }) {
  return (
    <ul className="divide-y divide-line md:hidden">
      {rows.map((row) => (
        <li key={keyOf(row)} className={cn(parts.left(row) && 'opacity-55')}>
          <Link
            href={parts.href(row)}
            data-row-link
            className="grid gap-y-0.5 px-4 py-2.5 -outline-offset-2 hover:bg-hover active:bg-hover"
          >
            <span className="flex min-w-0 items-center justify-between gap-3">
              <span className="truncate font-medium">{row.status}</span>
              <Waiting journey={row} />
            </span>
            <span className="flex min-w-0 items-center gap-2 text-ink-2">
              <OwnerMark owner={row.owner} className="text-xs" />
              <span aria-hidden className="text-ink-3">
                ·
              </span>
              <ShortID id={row.borrowerExternalID ?? row.journeyID} className="min-w-0 truncate" />
              {row.findings.length > 0 && (
                <span className="ml-auto min-w-0">
                  <FindingPills findings={row.findings.slice(0, 1)} />
                </span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
