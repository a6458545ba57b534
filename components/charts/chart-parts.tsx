'use client'

import type { ReactNode } from 'react'
import { CartesianGrid, XAxis, YAxis } from 'recharts'
import { useNow, useZone } from '@/components/ui/clock'
import { formatClock, formatTick } from '@/lib/format/time'
import { prepareTicks } from './prepare-ticks'

/** What all charts have in common. */

/** Room over the plot, and for the axis under it. */
export const ABOVE = 8
export const BELOW = 22
export const MARGIN = { top: ABOVE, right: 0, bottom: 0, left: 14 }
export const TICK = { fontSize: 11, fill: 'var(--ink-3)' }
export const CURSOR = { fill: 'var(--hover)' }
export const AXIS_LINE = { stroke: 'var(--line-strong)' }

interface TimeAxesProps {
  points: Date[]
  rangeMs: number
  /** Of the value axis at the right. */
  top: number
  width: number
  format?: (value: number) => string
}

/** The grid, the time below and the values at the right: none, half and all of `top`. */
export function TimeAxes({ points, rangeMs, top, width, format }: TimeAxesProps) {
  const zone = useZone()
  return (
    <>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        dataKey="at"
        tickFormatter={(at: number) => formatTick(new Date(at), rangeMs, zone)}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS_LINE}
        ticks={prepareTicks(points, rangeMs, zone)}
        interval="preserveStart"
        minTickGap={8}
        height={BELOW}
      />
      <YAxis
        orientation="right"
        domain={[0, top]}
        ticks={[0, top / 2, top]}
        {...(format ? { tickFormatter: format } : { allowDecimals: false })}
        tick={TICK}
        tickLine={false}
        axisLine={false}
        width={width}
      />
    </>
  )
}

/** What shows under the pointer. */
export function HoverCard({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="pop px-2.5 py-2 text-xs">
      <p className="mb-1 text-ink-3">{title}</p>
      {children}
    </div>
  )
}

/** The same for a moment, named as the reader's clock names it. */
export function HoverAt({ at, children }: { at: number; children: ReactNode }) {
  const now = useNow(60_000)
  const zone = useZone()
  return <HoverCard title={formatClock(new Date(at), now, zone)}>{children}</HoverCard>
}

interface HoverRowProps {
  color: string
  label: string
  value: ReactNode
  /** Before the value, paler. */
  beside?: ReactNode
}

export function HoverRow({ color, label, value, beside }: HoverRowProps) {
  return (
    <li className="flex items-center gap-2">
      <Swatch color={color} />
      <span className="flex-1">{label}</span>
      {beside !== undefined && <span className="pl-4 text-ink-3">{beside}</span>}
      <span className={beside === undefined ? 'pl-4 font-medium' : 'min-w-12 text-right font-medium'}>{value}</span>
    </li>
  )
}

export function Swatch({ color }: { color: string }) {
  return (
    <svg className="size-2.5 shrink-0" aria-hidden="true">
      <rect width="10" height="10" rx="2" fill={color} />
    </svg>
  )
}
