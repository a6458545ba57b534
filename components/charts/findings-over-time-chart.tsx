'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useNow, useZone } from '@/components/ui/clock'
import { formatClock, formatTick } from '@/lib/format/time'
import type { FindingsOverTime } from './prepare-findings-over-time'
import { prepareTicks } from './prepare-ticks'

const TICK = { fontSize: 11, fill: 'var(--ink-3)' }

/** Draws what `prepareFindingsOverTime` decided. */
export function FindingsOverTimeChart({ chart, rangeMs }: { chart: FindingsOverTime; rangeMs: number }) {
  const zone = useZone()
  return (
    <ResponsiveContainer width="100%" height={168} initialDimension={{ width: 560, height: 168 }}>
      <BarChart
        data={chart.rows}
        margin={{ top: 8, right: 0, bottom: 0, left: 14 }}
        barCategoryGap={1}
        accessibilityLayer
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          tickFormatter={(at: number) => formatTick(new Date(at), rangeMs, zone)}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          ticks={prepareTicks(chart.points, rangeMs, zone)}
          interval="preserveStart"
          minTickGap={8}
          height={22}
        />
        <YAxis
          orientation="right"
          domain={[0, chart.top]}
          ticks={[0, chart.top / 2, chart.top]}
          tick={TICK}
          tickLine={false}
          axisLine={false}
          width={32}
          allowDecimals={false}
        />
        <Tooltip
          cursor={{ fill: 'var(--hover)' }}
          isAnimationActive={false}
          content={({ active, label }) => (active ? <Hover chart={chart} at={Number(label)} /> : null)}
        />
        {chart.series.map(({ key, color }) => (
          <Bar key={key} dataKey={key} stackId="all" fill={color} isAnimationActive={false} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}

function Hover({ chart, at }: { chart: FindingsOverTime; at: number }) {
  const now = useNow(60_000)
  const zone = useZone()
  const row = chart.rows.find((candidate) => candidate.at === at)
  if (!row) return null
  return (
    <div className="pop px-2.5 py-2 text-xs">
      <p className="mb-1 text-ink-3">{formatClock(new Date(at), now, zone)}</p>
      <ul>
        {chart.series.map(({ key, label, color }) => (
          <li key={key} className="flex items-center gap-2">
            <Swatch color={color} />
            <span className="flex-1">{label}</span>
            <span className="pl-4 font-medium">{row[key] ?? 0}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

export function Swatch({ color }: { color: string }) {
  return (
    <svg className="size-2.5 shrink-0" aria-hidden="true">
      <rect width="10" height="10" rx="2" fill={color} />
    </svg>
  )
}
