'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import {
  Bar,
  BarChart,
  CartesianGrid,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
  type MouseHandlerDataParam,
} from 'recharts'
import { useNow, useZone } from '@/components/ui/clock'
import { formatCount, formatShare } from '@/lib/format/number'
import { formatClock, formatTick } from '@/lib/format/time'
import { Swatch } from './findings-over-time-chart'
import { seriesAt, type ErrorRate } from './prepare-error-rate'
import { prepareTicks } from './prepare-ticks'

/** Room over the plot, and for the axis under it. */
const ABOVE = 8
const BELOW = 22
const BRUSHED = { fill: 'var(--accent)', fillOpacity: 0.14, stroke: 'var(--accent)' }
const MARGIN = { top: ABOVE, right: 0, bottom: 0, left: 14 }
const TICK = { fontSize: 11, fill: 'var(--ink-3)' }

interface ErrorRateChartProps {
  chart: ErrorRate
  stepMs: number
  rangeMs: number
  height?: number
  /** Where a click on a series leads, by `dataKey`. */
  hrefs?: Record<string, string>
  /** Called with what was brushed; without it the chart takes no brush. */
  onZoom?: (from: Date, to: Date) => void
}

/** Draws what `prepareErrorRate` decided. */
export function ErrorRateChart({ chart, stepMs, rangeMs, height = 168, hrefs, onZoom }: ErrorRateChartProps) {
  const router = useRouter()
  const pick = (at: number, y: number) => {
    const share = ((height - BELOW - y) / (height - ABOVE - BELOW)) * chart.top
    const href = hrefs?.[seriesAt(chart, at, share)?.dataKey ?? '']
    if (href) router.push(href, { scroll: false })
  }
  const { brushed, handlers } = useBrush(stepMs, pick, onZoom)
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 560, height }}>
      <BarChart
        data={chart.rows}
        margin={MARGIN}
        barCategoryGap={1}
        accessibilityLayer
        className={onZoom ? 'cursor-crosshair select-none' : undefined}
        {...handlers}
      >
        <Axes chart={chart} rangeMs={rangeMs} />
        {chart.silent.map(({ from, to }) => (
          <ReferenceArea key={from} x1={from} x2={to} fill="var(--sunken)" fillOpacity={1} stroke="var(--line)" />
        ))}
        <Tooltip
          cursor={{ fill: 'var(--hover)' }}
          isAnimationActive={false}
          content={({ active, label }) => (active ? <Hover chart={chart} at={Number(label)} /> : null)}
        />
        {chart.series.map(({ key, dataKey, color }) => (
          <Bar
            key={key}
            dataKey={`shares.${dataKey}`}
            stackId="all"
            fill={color}
            stroke="var(--panel)"
            strokeWidth={0.5}
            isAnimationActive={false}
          />
        ))}
        {brushed && <ReferenceArea x1={brushed.from} x2={brushed.to} {...BRUSHED} />}
      </BarChart>
    </ResponsiveContainer>
  )
}

/** The grid, the time below and the share at the right. */
function Axes({ chart, rangeMs }: Pick<ErrorRateChartProps, 'chart' | 'rangeMs'>) {
  const zone = useZone()
  const points = chart.rows.map(({ at }) => new Date(at))
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="at"
        tickFormatter={(at: number) => formatTick(new Date(at), rangeMs, zone)}
        tick={TICK}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-strong)' }}
        ticks={prepareTicks(points, rangeMs, zone)}
        interval="preserveStart"
        minTickGap={8}
        height={BELOW}
      />
      <YAxis
        orientation="right"
        domain={[0, chart.top]}
        ticks={[0, chart.top / 2, chart.top]}
        tickFormatter={(share: number) => (share === 0 ? '' : formatShare(share))}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width={40}
      />
    </>
  )
}

/**
 * Drag over the bars; letting go hands on what was covered. One bar alone is a click, told by its height: the bar under
 * the pointer is drawn anew while it is active, so it never hears a click of its own.
 */
function useBrush(stepMs: number, onPick: (at: number, y: number) => void, onZoom: ErrorRateChartProps['onZoom']) {
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null)
  if (!onZoom) return { brushed: null, handlers: {} }
  const finish = (_: MouseHandlerDataParam, event: React.MouseEvent | undefined) => {
    setDrag(null)
    if (!drag) return
    const y = event ? event.clientY - event.currentTarget.getBoundingClientRect().top : -1
    if (drag.start === drag.end) return onPick(drag.start, y)
    const [from, to] = [Math.min(drag.start, drag.end), Math.max(drag.start, drag.end)]
    onZoom(new Date(from), new Date(to + stepMs))
  }
  const handlers = {
    onMouseDown: ({ activeLabel }: MouseHandlerDataParam) =>
      setDrag(activeLabel === undefined ? null : { start: Number(activeLabel), end: Number(activeLabel) }),
    onMouseMove: ({ activeLabel }: MouseHandlerDataParam) => {
      if (drag && activeLabel !== undefined) setDrag({ ...drag, end: Number(activeLabel) })
    },
    onMouseUp: finish,
    onMouseLeave: () => setDrag(null),
  }
  const brushed =
    drag && drag.start !== drag.end
      ? { from: Math.min(drag.start, drag.end), to: Math.max(drag.start, drag.end) }
      : null
  return { brushed, handlers }
}

function Hover({ chart, at }: { chart: ErrorRate; at: number }) {
  const now = useNow(60_000)
  const zone = useZone()
  const row = chart.rows.find((candidate) => candidate.at === at)
  if (!row) return null
  return (
    <div className="pop px-2.5 py-2 text-xs">
      <p className="mb-1 text-ink-3">{formatClock(new Date(at), now, zone)}</p>
      {row.calls === 0 ? (
        <p>No call received</p>
      ) : (
        <ul>
          {chart.series.map(({ key, dataKey, label, color }) => (
            <li key={key} className="flex items-center gap-2">
              <Swatch color={color} />
              <span className="flex-1">{label}</span>
              <span className="pl-4 text-ink-3">{formatCount(row.counts[dataKey] ?? 0)}</span>
              <span className="min-w-12 text-right font-medium">{formatShare(row.shares[dataKey] ?? 0)}</span>
            </li>
          ))}
          <li className="mt-1 flex items-center gap-2 border-t border-line pt-1">
            <span className="flex-1">of {formatCount(row.calls)} calls</span>
            <span className="pl-4 text-ink-3">{formatCount(row.errors)}</span>
            <span className="min-w-12 text-right font-medium">{formatShare(row.errors / row.calls)}</span>
          </li>
        </ul>
      )}
    </div>
  )
}
