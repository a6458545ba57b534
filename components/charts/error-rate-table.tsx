import Link from 'next/link'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime } from '@/components/ui/time'
import { formatCount, formatShare } from '@/lib/format/number'
import type { ErrorRate } from './prepare-error-rate'

interface ErrorRateTableProps {
  chart: ErrorRate
  /** Where the time of a step leads: the way to zoom without a pointer. */
  zoomHrefs?: string[]
}

/** The numbers behind the chart; a step without calls says so. */
export function ErrorRateTable({ chart, zoomHrefs }: ErrorRateTableProps) {
  return (
    <Table label="Error rate at each time" wrapperClassName="max-h-72 overflow-y-auto">
      <TableHead>
        <tr>
          <TableHeader>Time</TableHeader>
          <TableHeader numeric>Calls</TableHeader>
          <TableHeader numeric>Errors</TableHeader>
          {chart.series.map(({ key, label }) => (
            <TableHeader key={key} numeric>
              {label}
            </TableHeader>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {chart.rows.map((row, index) => (
          <TableRow key={row.at} className="h-7">
            <TableCell>
              {zoomHrefs?.[index] ? (
                <Link href={zoomHrefs[index]} scroll={false} className="link">
                  <ClockTime at={new Date(row.at)} />
                </Link>
              ) : (
                <ClockTime at={new Date(row.at)} />
              )}
            </TableCell>
            {row.calls === 0 ? (
              <TableCell colSpan={2 + chart.series.length} className="text-ink-3">
                no call received
              </TableCell>
            ) : (
              <>
                <TableCell numeric>{formatCount(row.calls)}</TableCell>
                <TableCell numeric className="whitespace-nowrap">
                  {formatShare(row.errors / row.calls)}
                </TableCell>
                {chart.series.map(({ key, dataKey }) => (
                  <TableCell key={key} numeric>
                    {formatCount(row.counts[dataKey] ?? 0)}
                  </TableCell>
                ))}
              </>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
