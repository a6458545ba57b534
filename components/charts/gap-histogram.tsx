'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { AXIS_LINE, CURSOR, HoverCard, HoverRow, Swatch, TICK } from './chart-parts'
import type { GapChart, GapRow } from './prepare-gaps'

const HEIGHT = 150

const SERIES = [
  { key: 'early', label: 'before Retry-After ended', color: 'var(--series-429)' },
  { key: 'obeyed', label: 'after it ended', color: 'var(--good)' },
  { key: 'untold', label: 'no Retry-After told', color: 'var(--series-ok)' },
] as const

/** How long the caller waited after each 429 before the same call again. Draws what `prepareGaps` decided. */
export function GapHistogram({ chart }: { chart: GapChart }) {
  const series = SERIES.filter(({ key }) => key !== 'untold' || chart.anyUntold)
  return (
    <div>
      <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 420, height: HEIGHT }}>
        <BarChart
          data={chart.rows}
          margin={{ top: 8, right: 0, bottom: 0, left: 4 }}
          barCategoryGap={2}
          accessibilityLayer
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="label" tick={TICK} tickLine={false} axisLine={AXIS_LINE} height={22} />
          <YAxis orientation="right" tick={TICK} tickLine={false} axisLine={false} width={36} allowDecimals={false} />
          <Tooltip
            cursor={CURSOR}
            isAnimationActive={false}
            content={({ active, label }) => {
              const row = chart.rows.find((candidate) => candidate.label === label)
              return active && row ? <Hover row={row} /> : null
            }}
          />
          {series.map(({ key, color }) => (
            <Bar key={key} dataKey={key} stackId="all" fill={color} isAnimationActive={false} />
          ))}
        </BarChart>
      </ResponsiveContainer>
      <ul className="mt-1 flex flex-wrap gap-x-4 text-2xs text-ink-3">
        {series.map(({ key, label, color }) => (
          <li key={key} className="flex items-center gap-1.5 whitespace-nowrap">
            <Swatch color={color} />
            {label}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Hover({ row }: { row: GapRow }) {
  return (
    <HoverCard title={`repeated ${row.label} after the 429`}>
      <ul>
        {SERIES.map(({ key, label, color }) => (
          <HoverRow key={key} color={color} label={label} value={row[key]} />
        ))}
      </ul>
    </HoverCard>
  )
}
