import { ChevronDown, ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Sparkline } from '@/components/charts/sparkline'
import { cn } from '@/components/ui/cn'
import { Count } from '@/components/ui/count'
import { StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { statusFamily, type StatusFamily } from '@/lib/domain/call-outcome'
import { formatShare } from '@/lib/format/number'
import type { Tone } from '@/lib/format/words'
import type { ErrorGroup, ErrorsModel } from '@/lib/query/errors'
import { SampleCalls } from './sample-calls'

/** Columns that narrow screens leave out; the route and the caller then stand below the error. */
const WIDE = 'max-sm:hidden'

const TONES: Record<StatusFamily, Tone> = {
  '400': 'wait',
  '401': 'accent',
  '409': 'wait',
  '429': 'limit',
  '4xx': 'idle',
  '5xx': 'stuck',
  none: 'stuck',
}

interface ErrorGroupsProps {
  groups: ErrorGroup[]
  samples: ErrorsModel['samples']
  applications: ReadonlyMap<string, string>
  /** The same view with some parameters changed. */
  view: (changes: Record<string, string | null>) => string
  link: (path: string) => string
}

/** Code × route × caller, those that got worse first; a row opens to its newest calls. */
export function ErrorGroups({ groups, samples, applications, view, link }: ErrorGroupsProps) {
  return (
    <Table label="Errors by code, route and caller" className="sm:min-w-[940px]" wrapperClassName="@container">
      <TableHead>
        <tr>
          <TableHeader className="w-11">
            <span className="sr-only">Sample calls</span>
          </TableHeader>
          <TableHeader>Error</TableHeader>
          <TableHeader className={WIDE}>Route</TableHeader>
          <TableHeader className={WIDE}>Caller</TableHeader>
          <TableHeader numeric className="max-sm:w-16">
            Errors
          </TableHeader>
          <TableHeader numeric className="max-sm:w-22">
            Of its calls
          </TableHeader>
          <TableHeader numeric className={WIDE}>
            Before
          </TableHeader>
          <TableHeader className={WIDE}>Trend</TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {groups.map((group) => (
          <GroupRows
            key={group.id}
            group={group}
            samples={samples?.group === group.id ? samples.calls : null}
            {...{ applications, view, link }}
          />
        ))}
      </TableBody>
    </Table>
  )
}

interface GroupRowsProps extends Pick<ErrorGroupsProps, 'applications' | 'view' | 'link'> {
  group: ErrorGroup
  samples: NonNullable<ErrorsModel['samples']>['calls'] | null
}

function GroupRows({ group, samples, applications, view, link }: GroupRowsProps) {
  const open = samples !== null
  const name = `${group.code} on ${group.route} by ${group.caller}`
  return (
    <>
      <TableRow className="hover:bg-hover">
        <TableCell className="pr-0">
          <Link
            href={view({ open: open ? null : group.id })}
            scroll={false}
            aria-expanded={open}
            aria-label={`Sample calls: ${name}`}
            className="flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
          >
            {open ? (
              <ChevronDown className="size-3.5" aria-hidden />
            ) : (
              <ChevronRight className="size-3.5" aria-hidden />
            )}
          </Link>
        </TableCell>
        <ErrorCell group={group} view={view} />
        <TableCell className={cn(WIDE, 'whitespace-nowrap')}>
          <Link href={view({ route: group.route, open: null })} scroll={false} className="mono hover:underline">
            {group.route}
          </Link>
        </TableCell>
        <TableCell className={WIDE}>
          <Link href={view({ caller: group.caller, open: null })} scroll={false} className="hover:underline">
            {group.caller}
          </Link>
          {applications.size > 1 && (
            <span className="ml-2 text-xs text-ink-3">{applications.get(group.applicationID) ?? ''}</span>
          )}
        </TableCell>
        <NumberCells group={group} />
      </TableRow>
      {samples && (
        <tr className="border-b border-line bg-sunken">
          <td colSpan={8} className="p-0">
            <div className="sticky left-0 w-[100cqw] max-w-full px-4 py-3">
              <SampleCalls calls={samples} name={name} link={link} />
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

function ownCode(group: ErrorGroup): string {
  return group.code.startsWith('HTTP_') ? '' : group.code
}

function ErrorCell({ group, view }: Pick<GroupRowsProps, 'group' | 'view'>) {
  return (
    <TableCell className="max-sm:w-full max-sm:max-w-0 sm:whitespace-nowrap">
      <Link href={view({ code: group.code, open: null })} scroll={false} title={`Only ${group.code}`}>
        <StatusPill tone={TONES[statusFamily(group.status)]} className="hover:underline">
          {group.status === 0 ? 'no answer' : `${group.status} ${ownCode(group)}`}
        </StatusPill>
      </Link>
      {group.regressed && <span className="ml-2 text-xs text-stuck">got worse</span>}
      <p className="text-xs whitespace-normal text-ink-3 sm:hidden">
        <span className="mono break-all">{group.route}</span> · {group.caller}
      </p>
    </TableCell>
  )
}

function NumberCells({ group }: Pick<GroupRowsProps, 'group'>) {
  return (
    <>
      <TableCell numeric>
        <Count value={group.errors} />
      </TableCell>
      <TableCell numeric className="whitespace-nowrap">
        {formatShare(group.errors / group.calls)}
      </TableCell>
      <TableCell numeric className={cn(WIDE, 'whitespace-nowrap text-ink-3')}>
        {group.callsBefore === 0 ? 'no calls' : formatShare(group.errorsBefore / group.callsBefore)}
      </TableCell>
      <TableCell className={WIDE}>
        <Sparkline values={group.trend} />
      </TableCell>
    </>
  )
}
