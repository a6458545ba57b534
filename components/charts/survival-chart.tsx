'use client'

import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatShare } from '@/lib/format/number'
import { AXIS_LINE, HoverCard, TICK } from './chart-parts'
import { sayMinutes, type SurvivalChart as Chart } from './prepare-survival'

const HEIGHT = 220
const MARGIN = { top: 22, right: 4, bottom: 0, left: 14 }

/** The share of waits that still run, by how long they have run. Draws what `prepareSurvival` decided. */
export function SurvivalChart({ chart }: { chart: Chart }) {
  return (
    <ResponsiveContainer width="100%" height={HEIGHT} initialDimension={{ width: 560, height: HEIGHT }}>
      <LineChart data={chart.rows} margin={MARGIN} accessibilityLayer>
        <Axes chart={chart} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ active, label, payload }) =>
            active ? <Hover minutes={Number(label)} running={Number(payload[0]?.value)} /> : null
          }
        />
        <ReferenceLine y={0.05} stroke="var(--ink-3)" strokeDasharray="2 3" />
        {chart.marks.map(({ minutes, label, isLearned }) => (
          <ReferenceLine
            key={label}
            x={minutes}
            stroke={isLearned ? 'var(--accent)' : 'var(--ink-3)'}
            strokeWidth={isLearned ? 1.5 : 1}
            {...(isLearned ? {} : { strokeDasharray: '4 3' })}
          />
        ))}
        <Line
          dataKey="running"
          type="stepAfter"
          stroke="var(--ink)"
          strokeWidth={1.5}
          dot={false}
          activeDot={{ r: 3, fill: 'var(--ink)', stroke: 'var(--panel)' }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  )
}

function Axes({ chart }: { chart: Chart }) {
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="minutes"
        type="number"
        domain={[0, chart.until]}
        ticks={chart.ticks}
        tickFormatter={(minutes: number) => (minutes === 0 ? '0' : sayMinutes(minutes))}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS_LINE}
        height={22}
      />
      <YAxis
        orientation="right"
        domain={[0, 1]}
        ticks={[0, 0.5, 1]}
        tickFormatter={(share: number) => formatShare(share)}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width={44}
      />
    </>
  )
}

function Hover({ minutes, running }: { minutes: number; running: number }) {
  return (
    <HoverCard title={`after ${sayMinutes(minutes)}`}>
      <p className="font-medium">{formatShare(running)} still wait</p>
    </HoverCard>
  )
}
