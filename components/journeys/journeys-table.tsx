'use client'

import { useSearchParams } from 'next/navigation'
import { useRef, useState } from 'react'
import { withFrame } from '@/components/shell/scope'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ShortID } from '@/components/ui/copyable-id'
import { Dot, NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import type { JourneySummary } from '@/lib/query/schemas'
import { holdRows } from './held-rows'
import { keyOf, type RowParts } from './row-key'
import { OwnerMark } from './owner-mark'
import { FindingPills, Waiting } from './row-parts'
import { useRowKeys } from './use-row-keys'
import { WideTable } from './wide-table'

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
      <NarrowJourneys rows={shown.rows} parts={parts} />
    </div>
  )
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

function NarrowJourneys({ rows, parts }: { rows: JourneySummary[]; parts: RowParts }) {
  return (
    <NarrowList label="Journeys">
      {rows.map((row) => (
        <NarrowItem
          key={keyOf(row)}
          href={parts.href(row)}
          title={row.status}
          aside={<Waiting journey={row} />}
          className={cn(parts.left(row) && 'opacity-55')}
        >
          <OwnerMark owner={row.owner} className="text-xs" />
          <Dot />
          <ShortID id={row.borrowerExternalID ?? row.journeyID} className="min-w-0 truncate" />
          {row.findings.length > 0 && (
            <span className="ml-auto min-w-0">
              <FindingPills findings={row.findings.slice(0, 1)} />
            </span>
          )}
        </NarrowItem>
      ))}
    </NarrowList>
  )
}
