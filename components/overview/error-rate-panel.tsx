import { ChartFrame } from '@/components/charts/chart-frame'
import { ErrorRateTable } from '@/components/charts/error-rate-table'
import { prepareErrorRate } from '@/components/charts/prepare-error-rate'
import { SeriesLegend } from '@/components/charts/series-legend'
import { EmptyState } from '@/components/ui/empty-state'
import { PanelLink } from '@/components/ui/panel'
import { formatCount, formatShare } from '@/lib/format/number'
import type { OverviewModel } from '@/lib/query/overview'
import { errorSeriesPath } from './error-series-href'
import { OverviewErrorChart } from './overview-error-chart'

interface ErrorRatePanelProps {
  calls: OverviewModel['calls']
  link: (path: string) => string
}

/** Errors over all calls, by family of the HTTP code; a part that is brushed opens on the Errors screen. */
export function ErrorRatePanel({ calls, link }: ErrorRatePanelProps) {
  const chart = prepareErrorRate({ points: calls.points, series: calls.series, by: 'family' })
  const hrefs = Object.fromEntries(chart.series.map(({ key, dataKey }) => [dataKey, link(errorSeriesPath(key))]))
  const rangeMs = calls.to.getTime() - calls.from.getTime()
  const rate = chart.calls === 0 ? 'no rate' : formatShare(chart.errors / chart.calls)
  const silent = (
    <EmptyState title="No call received in this time range" className="h-42 py-0">
      That is silence, not health: without calls there is no rate.
    </EmptyState>
  )
  return (
    <ChartFrame
      title="Error rate, by code"
      controls={
        <PanelLink href={link('/errors')} label={`${rate} of calls failed: errors`}>
          {rate}
        </PanelLink>
      }
      legend={
        chart.state === 'errors' && (
          <SeriesLegend series={chart.series} hrefs={hrefs} silent={chart.silent.length > 0} />
        )
      }
      chart={
        chart.state === 'errors' ? (
          <OverviewErrorChart chart={chart} stepMs={calls.stepMs} rangeMs={rangeMs} />
        ) : chart.state === 'no-calls' ? (
          silent
        ) : (
          <EmptyState title="No error in this time range" className="h-42 py-0">
            {formatCount(chart.calls)} calls were received, and none of them failed.
          </EmptyState>
        )
      }
      table={chart.state === 'no-calls' ? silent : <ErrorRateTable chart={chart} />}
    />
  )
}
