'use client'

import { Bar, BarChart, ResponsiveContainer, Tooltip } from 'recharts'
import { CURSOR, HoverAt, HoverRow, MARGIN, TimeAxes } from './chart-parts'
import type { FindingsOverTime } from './prepare-findings-over-time'

/** Draws what `prepareFindingsOverTime` decided. */
export function FindingsOverTimeChart({ chart, rangeMs }: { chart: FindingsOverTime; rangeMs: number }) {
  return (
    <ResponsiveContainer width="100%" height={168} initialDimension={{ width: 560, height: 168 }}>
      <BarChart data={chart.rows} margin={MARGIN} barCategoryGap={1} accessibilityLayer>
        <TimeAxes points={chart.points} rangeMs={rangeMs} top={chart.top} width={32} />
        <Tooltip
          cursor={CURSOR}
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
  const row = chart.rows.find((candidate) => candidate.at === at)
  if (!row) return null
  return (
    <HoverAt at={at}>
      <ul>
        {chart.series.map(({ key, label, color }) => (
          <HoverRow key={key} color={color} label={label} value={row[key] ?? 0} />
        ))}
      </ul>
    </HoverAt>
  )
}
