'use client'

import { useRouter } from 'next/navigation'
import { ErrorRateChart } from '@/components/charts/error-rate-chart'
import type { ErrorRate } from '@/components/charts/prepare-error-rate'
import { useFrameHref } from '@/components/shell/use-frame'
import { errorSeriesPath } from './error-series-href'

/** Brushing leads to the Errors screen at that time; a click on a colour to its statuses. */
export function OverviewErrorChart({ chart, stepMs, rangeMs }: { chart: ErrorRate; stepMs: number; rangeMs: number }) {
  const router = useRouter()
  const href = useFrameHref()
  const hrefs = Object.fromEntries(chart.series.map(({ key, dataKey }) => [dataKey, href(errorSeriesPath(key))]))
  return (
    <ErrorRateChart
      {...{ chart, stepMs, rangeMs, hrefs }}
      onZoom={(from, to) => router.push(href(`/errors?by=status&from=${from.toISOString()}&to=${to.toISOString()}`))}
    />
  )
}
