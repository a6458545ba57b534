'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Bar, BarChart, ReferenceArea, ResponsiveContainer, Tooltip, type MouseHandlerDataParam } from 'recharts'
import { formatCount, formatShare } from '@/lib/format/number'
import { ABOVE, BELOW, CURSOR, HoverAt, HoverRow, MARGIN, TimeAxes } from './chart-parts'
import { seriesAt, type ErrorRate } from './prepare-error-rate'

const BRUSHED = { fill: 'var(--accent)', fillOpacity: 0.14, stroke: 'var(--accent)' }

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
        <TimeAxes
          points={chart.rows.map(({ at }) => new Date(at))}
          rangeMs={rangeMs}
          top={chart.top}
          width={40}
          format={(share) => (share === 0 ? '' : formatShare(share))}
        />
        {chart.silent.map(({ from, to }) => (
          <ReferenceArea key={from} x1={from} x2={to} fill="var(--sunken)" fillOpacity={1} stroke="var(--line)" />
        ))}
        <Tooltip
          cursor={CURSOR}
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
  const row = chart.rows.find((candidate) => candidate.at === at)
  if (!row) return null
  return (
    <HoverAt at={at}>
      {row.calls === 0 ? (
        <p>No call received</p>
      ) : (
        <ul>
          {chart.series.map(({ key, dataKey, label, color }) => (
            <HoverRow
              key={key}
              color={color}
              label={label}
              beside={formatCount(row.counts[dataKey] ?? 0)}
              value={formatShare(row.shares[dataKey] ?? 0)}
            />
          ))}
          <li className="mt-1 flex items-center gap-2 border-t border-line pt-1">
            <span className="flex-1">of {formatCount(row.calls)} calls</span>
            <span className="pl-4 text-ink-3">{formatCount(row.errors)}</span>
            <span className="min-w-12 text-right font-medium">{formatShare(row.errors / row.calls)}</span>
          </li>
        </ul>
      )}
    </HoverAt>
  )
}
