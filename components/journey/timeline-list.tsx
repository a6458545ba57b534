'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { Badge } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime } from '@/components/ui/time'
import type { TimelineEntry } from '@/lib/query/schemas'

const PAGE = 100

/** The same as the lanes and more, in words: newest first. */
export function TimelineList({ entries }: { entries: TimelineEntry[] }) {
  const [shown, setShown] = useState(PAGE)
  const newestFirst = entries.toReversed()
  if (entries.length === 0) return <EmptyState title="Nothing has been received yet" />
  return (
    <>
      <Table label="Timeline as a list">
        <TableHead>
          <tr>
            <TableHeader>When</TableHeader>
            <TableHeader>What</TableHeader>
            <TableHeader className="w-full">Entry</TableHeader>
            <TableHeader className="hidden md:table-cell">Sequence</TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {newestFirst.slice(0, shown).map((entry, index) => (
            <TableRow key={`${entry.at.getTime()}-${entry.kind}-${index}`}>
              <TableCell className="text-ink-2">
                <ClockTime at={entry.at} />
              </TableCell>
              <TableCell>
                <Badge>{entry.kind}</Badge>
              </TableCell>
              <TableCell className="min-w-40">{entry.summary}</TableCell>
              <TableCell className="mono hidden text-ink-3 md:table-cell">{entry.sequence ?? '–'}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {shown < newestFirst.length && (
        <div className="border-t border-line p-2 text-center">
          <Button variant="ghost" onClick={() => setShown(shown + PAGE)}>
            Show {Math.min(PAGE, newestFirst.length - shown)} more of {newestFirst.length}
          </Button>
        </div>
      )}
    </>
  )
}
