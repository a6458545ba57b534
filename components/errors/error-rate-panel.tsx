'use client'

import { useRouter } from 'next/navigation'
import { useQueryStates } from 'nuqs'
import { ChartFrame } from '@/components/charts/chart-frame'
import { ErrorRateChart } from '@/components/charts/error-rate-chart'
import { ErrorRateTable } from '@/components/charts/error-rate-table'
import { SeriesLegend } from '@/components/charts/series-legend'
import type { ErrorRate } from '@/components/charts/prepare-error-rate'
import { EmptyState } from '@/components/ui/empty-state'
import { zoomParams } from './params'

interface ErrorRatePanelProps {
  title: string
  chart: ErrorRate
  stepMs: number
  rangeMs: number
  /** Where a click on a series leads, by `dataKey`. */
  hrefs: Record<string, string>
  /** Where the time of each step leads. */
  zoomHrefs: string[]
  controls: React.ReactNode
}

/** The rate with its legend, its brush and its table. */
export function ErrorRatePanel({ title, chart, stepMs, rangeMs, hrefs, zoomHrefs, controls }: ErrorRatePanelProps) {
  const [, setZoom] = useQueryStates(zoomParams, { shallow: false, history: 'push', scroll: false })
  const router = useRouter()
  const nothing = <Nothing state={chart.state} calls={chart.calls} />
  const drawn = (
    <ErrorRateChart
      {...{ chart, stepMs, rangeMs, hrefs }}
      height={232}
      onZoom={(from, to) => void setZoom({ from, to }).then(() => router.refresh())}
    />
  )
  return (
    <ChartFrame
      title={title}
      controls={controls}
      legend={
        chart.state === 'errors' && (
          <SeriesLegend series={chart.series} hrefs={hrefs} silent={chart.silent.length > 0} />
        )
      }
      chart={chart.state === 'errors' ? drawn : nothing}
      table={chart.state === 'no-calls' ? nothing : <ErrorRateTable chart={chart} zoomHrefs={zoomHrefs} />}
    />
  )
}

function Nothing({ state, calls }: { state: ErrorRate['state']; calls: number }) {
  return state === 'no-calls' ? (
    <EmptyState title="No call received in this time range" className="h-58 py-0">
      That is silence, not health: without calls there is no rate. Widen the time range, or look whether the exporter
      runs.
    </EmptyState>
  ) : (
    <EmptyState title="No error in this time range" className="h-58 py-0">
      {calls.toLocaleString('en-US')} calls were received, and none of them fits as an error.
    </EmptyState>
  )
}
