import Link from 'next/link'
import { ShortID } from '@/components/ui/copyable-id'
import { StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime } from '@/components/ui/time'
import type { JobRow } from '@/lib/query/jobs'
import { outcomeTone, subjectPath } from './job-words'

interface JobRowsProps {
  kind: string
  rows: JobRow[]
  link: (path: string) => string
}

/** What became of each row of the frozen selection, and why where that needs saying. */
export function JobRows({ kind, rows, link }: JobRowsProps) {
  return (
    <Table label="Rows of the job">
      <TableHead>
        <tr>
          <TableHeader>Subject</TableHeader>
          <TableHeader>Outcome</TableHeader>
          <TableHeader>Why</TableHeader>
          <TableHeader>Done</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.position}>
            <TableCell>
              <Subject path={subjectPath(kind, row.subjectID)} id={row.label ?? row.subjectID} link={link} />
            </TableCell>
            <TableCell>
              <StatusPill tone={outcomeTone(row.outcome)}>{row.outcome ?? 'not done yet'}</StatusPill>
            </TableCell>
            <TableCell className="text-ink-2">{row.detail ?? ''}</TableCell>
            <TableCell className="text-ink-2">{row.doneAt && <ClockTime at={row.doneAt} />}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function Subject({ path, id, link }: { path: string | null; id: string; link: (path: string) => string }) {
  if (path === null) return <ShortID id={id} />
  return (
    <Link href={link(path)} className="hover:underline">
      <ShortID id={id} />
    </Link>
  )
}
