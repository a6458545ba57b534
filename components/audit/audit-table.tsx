import { NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime } from '@/components/ui/time'
import type { AuditEntry } from '@/lib/query/audit'
import { AuditDetail } from './audit-detail'

/** Entries, the newest first: a table or, on narrow screens, items of two lines. */
export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  return (
    <>
      <Table label="Audit log" className="min-w-[860px]" wrapperClassName="hidden md:block">
        <TableHead>
          <tr>
            <TableHeader>When</TableHeader>
            <TableHeader>Who</TableHeader>
            <TableHeader>What</TableHeader>
            <TableHeader>Subject</TableHeader>
            <TableHeader>Why</TableHeader>
            <TableHeader>From</TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </TableBody>
      </Table>
      <NarrowList label="Audit log">
        {entries.map((entry) => (
          <NarrowItem
            key={entry.id}
            title={<AuditDetail entry={entry} />}
            aside={<ClockTime at={entry.at} className="text-ink-2" />}
          >
            <span className="truncate">{entry.actor}</span>
            <span className="mono ml-auto max-w-1/2 truncate text-xs">{entry.subject}</span>
          </NarrowItem>
        ))}
      </NarrowList>
    </>
  )
}

function EntryRow({ entry }: { entry: AuditEntry }) {
  return (
    <TableRow className="hover:bg-hover">
      <TableCell className="text-ink-2">
        <ClockTime at={entry.at} />
      </TableCell>
      <TableCell>{entry.actor}</TableCell>
      <TableCell>
        <AuditDetail entry={entry} />
      </TableCell>
      <TableCell className="mono max-w-72 truncate" title={entry.subject ?? undefined}>
        {entry.subject ?? '–'}
      </TableCell>
      <TableCell className="max-w-72 truncate text-ink-2" title={entry.reason ?? undefined}>
        {entry.reason ?? '–'}
      </TableCell>
      <TableCell className="mono text-ink-2">{entry.address ?? '–'}</TableCell>
    </TableRow>
  )
}
