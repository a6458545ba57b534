import Link from 'next/link'
import { Count } from '@/components/ui/count'
import { ShortID } from '@/components/ui/copyable-id'
import { NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import { StatusPill, ToneIcon } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime, RelativeTime } from '@/components/ui/time'
import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { conditionTone, findingStatusTone, severityTone } from '@/lib/format/words'
import type { Finding } from '@/lib/query/schemas'

interface FindingTableProps {
  findings: Finding[]
  link: (path: string) => string
}

/** A table or, on narrow screens, items of two lines. */
export function FindingTable({ findings, link }: FindingTableProps) {
  return (
    <>
      <WideFindings findings={findings} link={link} />
      <NarrowList label="Findings">
        {findings.map((finding) => (
          <NarrowFinding key={keyOf(finding)} finding={finding} link={link} />
        ))}
      </NarrowList>
    </>
  )
}

const keyOf = (finding: Finding) => `${finding.applicationID} ${finding.id}`

function WideFindings({ findings, link }: FindingTableProps) {
  return (
    <Table label="Findings" className="min-w-[940px]" wrapperClassName="hidden md:block">
      <TableHead>
        <tr>
          <TableHeader>Finding</TableHeader>
          <TableHeader>Cause</TableHeader>
          <TableHeader>Subject</TableHeader>
          <TableHeader>Severity</TableHeader>
          <TableHeader>Since</TableHeader>
          <TableHeader>Last seen</TableHeader>
          <TableHeader numeric>Count</TableHeader>
          <TableHeader>Status</TableHeader>
          <TableHeader>Assignee</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {findings.map((finding) => (
          <FindingRow key={keyOf(finding)} finding={finding} link={link} />
        ))}
      </TableBody>
    </Table>
  )
}

function FindingRow({ finding, link }: { finding: Finding; link: (path: string) => string }) {
  return (
    <TableRow className="hover:bg-hover">
      <TableCell className="font-medium">
        <Link href={link(`/findings/${finding.id}`)} className="hover:underline" title={finding.summary}>
          {conditionTitle(finding.condition)}
        </Link>
        {finding.regressed && <span className="ml-2 text-xs font-normal text-stuck">came back</span>}
      </TableCell>
      <TableCell>
        <StatusPill tone={conditionTone(finding.condition)}>{causeLabel(finding.condition, finding.cause)}</StatusPill>
      </TableCell>
      <TableCell>
        <Subject finding={finding} link={link} />
      </TableCell>
      <TableCell>
        <span className="inline-flex items-center gap-1.5">
          <ToneIcon tone={severityTone(finding.severity)} /> {finding.severity}
        </span>
      </TableCell>
      <TableCell>
        <ClockTime at={finding.firstSeenAt} />
      </TableCell>
      <TableCell className="text-ink-2">
        <RelativeTime at={finding.lastSeenAt} />
      </TableCell>
      <TableCell numeric>
        <Count value={finding.occurrences} />
      </TableCell>
      <TableCell>
        <StatusPill tone={findingStatusTone(finding.status)}>{finding.status}</StatusPill>
      </TableCell>
      <TableCell className="text-ink-2">{finding.assignee ?? '–'}</TableCell>
    </TableRow>
  )
}

function NarrowFinding({ finding, link }: { finding: Finding; link: (path: string) => string }) {
  return (
    <NarrowItem
      href={link(`/findings/${finding.id}`)}
      title={
        <>
          <ToneIcon tone={severityTone(finding.severity)} className="mr-1.5 inline" />
          {conditionTitle(finding.condition)}
          {finding.regressed && <span className="ml-2 text-xs font-normal text-stuck">came back</span>}
        </>
      }
      aside={
        <span className="text-ink-2">
          {finding.status !== 'open' && `${finding.status} · `}
          <RelativeTime at={finding.lastSeenAt} />
        </span>
      }
    >
      <span className="min-w-0">
        <StatusPill tone={conditionTone(finding.condition)}>{causeLabel(finding.condition, finding.cause)}</StatusPill>
      </span>
      <ShortID id={finding.subject.id} className="ml-auto shrink-0" />
    </NarrowItem>
  )
}

/** A journey opens as itself; everything else is shown by the finding. */
export function Subject({ finding, link }: { finding: Finding; link: (path: string) => string }) {
  const { type, id } = finding.subject
  if (type !== 'journey') return <ShortID id={id} />
  return (
    <Link href={link(`/journeys/${encodeURIComponent(id)}`)} className="hover:underline">
      <ShortID id={id} />
    </Link>
  )
}
