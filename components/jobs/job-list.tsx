import Link from 'next/link'
import { Count } from '@/components/ui/count'
import { NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import { StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { outcomeWords } from '@/components/findings/triage-words'
import type { Job } from '@/lib/query/jobs'
import { jobTone } from './job-words'

interface JobListProps {
  jobs: Job[]
  link: (path: string) => string
}

/** Jobs, the newest first: a table or, on narrow screens, items of two lines. */
export function JobList({ jobs, link }: JobListProps) {
  return (
    <>
      <Table label="Jobs" className="min-w-[860px]" wrapperClassName="hidden md:block">
        <TableHead>
          <tr>
            <TableHeader>Job</TableHeader>
            <TableHeader>State</TableHeader>
            <TableHeader numeric>Rows</TableHeader>
            <TableHeader>Outcome</TableHeader>
            <TableHeader>Reason</TableHeader>
            <TableHeader>Asked by</TableHeader>
            <TableHeader>Asked</TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {jobs.map((job) => (
            <JobRow key={job.id} job={job} link={link} />
          ))}
        </TableBody>
      </Table>
      <NarrowList label="Jobs">
        {jobs.map((job) => (
          <NarrowItem
            key={job.id}
            href={link(`/jobs/${job.id}`)}
            title={job.title}
            aside={<RelativeTime at={job.createdAt} className="text-ink-2" />}
          >
            <StatusPill tone={jobTone(job)}>{job.state}</StatusPill>
            <span className="truncate text-xs">{outcomeWords(job.outcomes)}</span>
          </NarrowItem>
        ))}
      </NarrowList>
    </>
  )
}

function JobRow({ job, link }: { job: Job; link: (path: string) => string }) {
  return (
    <TableRow className="hover:bg-hover">
      <TableCell className="font-medium">
        <Link href={link(`/jobs/${job.id}`)} className="hover:underline">
          {job.title}
        </Link>
      </TableCell>
      <TableCell>
        <StatusPill tone={jobTone(job)}>{job.state}</StatusPill>
      </TableCell>
      <TableCell numeric>
        <Count value={job.total} />
      </TableCell>
      <TableCell className="text-ink-2">{outcomeWords(job.outcomes)}</TableCell>
      <TableCell className="max-w-72 truncate text-ink-2" title={job.reason}>
        {job.reason}
      </TableCell>
      <TableCell className="text-ink-2">{job.actor}</TableCell>
      <TableCell className="text-ink-2">
        <RelativeTime at={job.createdAt} />
      </TableCell>
    </TableRow>
  )
}
