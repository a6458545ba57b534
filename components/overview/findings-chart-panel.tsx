import { ChartFrame } from '@/components/charts/chart-frame'
import { Swatch } from '@/components/charts/chart-parts'
import { FindingsOverTimeChart } from '@/components/charts/findings-over-time-chart'
import { prepareFindingsOverTime, type FindingsOverTime } from '@/components/charts/prepare-findings-over-time'
import { EmptyState } from '@/components/ui/empty-state'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime } from '@/components/ui/time'
import type { OverviewModel } from '@/lib/query/overview'

const TITLE = 'Findings over time, by condition'

export function FindingsChartPanel({ model }: { model: OverviewModel }) {
  const chart = prepareFindingsOverTime(model)
  const rangeMs = model.to.getTime() - model.from.getTime()
  const nothing = (
    <EmptyState title="No finding held in this time range" className="h-42 py-0">
      {model.anyJourney
        ? 'Journeys were judged, and none of them met a condition.'
        : 'Nothing has been received yet, so nothing was judged.'}
    </EmptyState>
  )
  return (
    <ChartFrame
      title={TITLE}
      legend={<Legend chart={chart} />}
      chart={chart.empty ? nothing : <FindingsOverTimeChart chart={chart} rangeMs={rangeMs} />}
      table={chart.empty ? nothing : <NumbersTable chart={chart} />}
    />
  )
}

function Legend({ chart }: { chart: FindingsOverTime }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 text-2xs text-ink-3">
      {chart.series.map(({ key, label, color }) => (
        <li key={key} className="flex items-center gap-1.5 whitespace-nowrap">
          <Swatch color={color} />
          {label}
        </li>
      ))}
    </ul>
  )
}

function NumbersTable({ chart }: { chart: FindingsOverTime }) {
  return (
    <Table label="Findings at each time" wrapperClassName="max-h-42 overflow-y-auto">
      <TableHead>
        <tr>
          <TableHeader>Time</TableHeader>
          {chart.series.map(({ key, label }) => (
            <TableHeader key={key} numeric>
              {label}
            </TableHeader>
          ))}
        </tr>
      </TableHead>
      <TableBody>
        {chart.points.map((point, index) => (
          <TableRow key={point.getTime()} className="h-7">
            <TableCell>
              <ClockTime at={point} />
            </TableCell>
            {chart.series.map(({ key, values }) => (
              <TableCell key={key} numeric>
                {values[index] ?? 0}
              </TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
