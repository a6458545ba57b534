import { ChevronDown, ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { ShareBar } from '@/components/charts/sparkline'
import { cn } from '@/components/ui/cn'
import { Count } from '@/components/ui/count'
import { StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { causeLabel, guidanceHref } from '@/lib/domain/conditions'
import { formatShare } from '@/lib/format/number'
import type { HotspotDetail as Hotspot } from '@/lib/query/rate-limits'
import { HotspotDetail } from './hotspot-detail'
import { retryWords } from './retry-words'

/** Columns that narrow screens leave out; what they say then stands below the caller, and in the open row. */
const WIDE = 'max-sm:hidden'

interface HotspotTableProps {
  hotspots: Hotspot[]
  /** ID of the open one. */
  open: string | null
  applications: ReadonlyMap<string, string>
  /** The same view with some parameters changed. */
  view: (changes: Record<string, string | null>) => string
  link: (path: string) => string
}

/** Caller × route, the most limited first; a row opens to what the caller does after a 429. */
export function HotspotTable({ hotspots, open, applications, view, link }: HotspotTableProps) {
  const most = Math.max(1, ...hotspots.map(({ limited }) => limited))
  return (
    <Table label="429 hotspots" className="sm:min-w-[1020px]" wrapperClassName="@container">
      <TableHead>
        <tr>
          <TableHeader className="w-11">
            <span className="sr-only">After a 429</span>
          </TableHeader>
          <TableHeader>Caller</TableHeader>
          <TableHeader className={WIDE}>Route</TableHeader>
          <TableHeader numeric className="max-sm:w-18">
            Limited
          </TableHeader>
          <TableHeader className="w-28 max-sm:hidden">
            <span className="sr-only">Compared with the largest</span>
          </TableHeader>
          <TableHeader numeric className="max-sm:w-22">
            Of its calls
          </TableHeader>
          <TableHeader className={WIDE}>Retry-After</TableHeader>
          <TableHeader numeric className={WIDE}>
            Duplicate writes
          </TableHeader>
          <TableHeader className={WIDE}>Cause</TableHeader>
          <TableHeader numeric className={WIDE}>
            The fix saves
          </TableHeader>
        </tr>
      </TableHead>
      <TableBody>
        {hotspots.map((hotspot) => (
          <HotspotRows
            key={hotspot.id}
            hotspot={hotspot}
            opened={hotspot.id === open}
            share={hotspot.limited / most}
            {...{ applications, view, link }}
          />
        ))}
      </TableBody>
    </Table>
  )
}

interface HotspotRowsProps extends Pick<HotspotTableProps, 'applications' | 'view' | 'link'> {
  hotspot: Hotspot
  opened: boolean
  share: number
}

function HotspotRows({ hotspot, opened, share, applications, view, link }: HotspotRowsProps) {
  const { caller, route, limited } = hotspot
  return (
    <>
      <TableRow className="hover:bg-hover">
        <OpenCell hotspot={hotspot} opened={opened} view={view} />
        <CallerCell hotspot={hotspot} applications={applications} />
        <TableCell className={cn(WIDE, 'whitespace-nowrap')}>
          <Link
            href={link(
              `/errors?by=caller&status=429&route=${encodeURIComponent(route)}&caller=${encodeURIComponent(caller)}`,
            )}
            className="mono hover:underline"
          >
            {route}
          </Link>
        </TableCell>
        <TableCell numeric>
          <Count value={limited} />
        </TableCell>
        <TableCell className={WIDE}>
          <ShareBar share={share} className="fill-series-429" />
        </TableCell>
        <TableCell numeric className="whitespace-nowrap">
          {formatShare(hotspot.share)}
        </TableCell>
        <AfterCells hotspot={hotspot} link={link} />
      </TableRow>
      {opened && (
        <tr className="border-b border-line bg-sunken">
          <td colSpan={10} className="p-0">
            <div className="sticky left-0 w-[100cqw] max-w-full px-4 py-3">
              <HotspotDetail hotspot={hotspot} link={link} />
            </div>
          </td>
        </tr>
      )}
    </>
  )
}

function OpenCell({ hotspot, opened, view }: Pick<HotspotRowsProps, 'hotspot' | 'opened' | 'view'>) {
  return (
    <TableCell className="pr-0">
      <Link
        href={view({ open: opened ? 'none' : hotspot.id })}
        scroll={false}
        aria-expanded={opened}
        aria-label={`After a 429: ${hotspot.caller} on ${hotspot.route}`}
        className="flex size-6 items-center justify-center rounded-sm text-ink-3 hover:bg-hover hover:text-ink"
      >
        {opened ? <ChevronDown className="size-3.5" aria-hidden /> : <ChevronRight className="size-3.5" aria-hidden />}
      </Link>
    </TableCell>
  )
}

function CallerCell({ hotspot, applications }: Pick<HotspotRowsProps, 'hotspot' | 'applications'>) {
  const { caller, route } = hotspot
  const { label, tone } = retryWords(hotspot.behaviour)
  return (
    <TableCell className="max-sm:w-full max-sm:max-w-0 sm:whitespace-nowrap">
      {caller}
      {applications.size > 1 && (
        <span className="ml-2 text-xs text-ink-3">{applications.get(hotspot.applicationID) ?? ''}</span>
      )}
      <span className="mono block text-xs break-all text-ink-3 sm:hidden">{route}</span>
      <span className="mt-1 block sm:hidden">
        <StatusPill tone={tone}>Retry-After {label}</StatusPill>
      </span>
    </TableCell>
  )
}

/** What the caller does after a 429, why, and what it would be worth to do better. */
function AfterCells({ hotspot, link }: Pick<HotspotRowsProps, 'hotspot' | 'link'>) {
  const { behaviour, spared } = hotspot
  const { label, tone } = retryWords(behaviour)
  return (
    <>
      <TableCell className={WIDE}>
        <StatusPill tone={tone}>{label}</StatusPill>
      </TableCell>
      <TableCell numeric className={WIDE}>
        {behaviour.duplicates.repeats > 0 ? (
          <Count value={behaviour.duplicates.repeats} />
        ) : (
          <span className="text-ink-3">0</span>
        )}
      </TableCell>
      <TableCell className={WIDE}>
        <Causes hotspot={hotspot} link={link} />
      </TableCell>
      <TableCell numeric className={cn(WIDE, 'whitespace-nowrap')}>
        {spared > 0 ? (
          <>
            about <Count value={spared} />
          </>
        ) : (
          <span className="text-ink-3">none</span>
        )}
      </TableCell>
    </>
  )
}

function Causes({ hotspot, link }: { hotspot: Hotspot; link: (path: string) => string }) {
  if (hotspot.causes.length === 0) return <span className="text-ink-3">no finding</span>
  return (
    <span className="flex flex-wrap gap-1.5">
      {hotspot.causes.map((cause) => (
        <Link key={cause} href={link(guidanceHref('rate-limited', cause))}>
          <StatusPill tone="limit" className="hover:underline">
            {causeLabel('rate-limited', cause)}
          </StatusPill>
        </Link>
      ))}
    </span>
  )
}
