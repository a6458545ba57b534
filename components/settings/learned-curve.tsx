'use client'

import { ChartFrame } from '@/components/charts/chart-frame'
import { prepareSurvival, type SurvivalChart as Chart } from '@/components/charts/prepare-survival'
import { SurvivalChart } from '@/components/charts/survival-chart'
import { cn } from '@/components/ui/cn'
import type { LearnedValue } from '@/lib/query/thresholds'

interface LearnedCurveProps {
  status: string
  defaultMinutes: number
  learned: LearnedValue
}

/** The curve that a threshold was read from, with the default and what was learned marked on it. */
export function LearnedCurve({ status, defaultMinutes, learned }: LearnedCurveProps) {
  const chart = prepareSurvival({ curve: learned.curve, defaultMinutes, learnedMinutes: learned.minutes })
  return (
    <ChartFrame
      title={`Still waiting in ${status}${learned.lender ? ` for ${learned.lender}` : ''}`}
      chart={<SurvivalChart chart={chart} />}
      legend={<Legend chart={chart} />}
      table={<CurveTable chart={chart} />}
    />
  )
}

function Legend({ chart }: { chart: Chart }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 text-2xs text-ink-3">
      {chart.marks.map(({ label, isLearned }) => (
        <li key={label} className="flex items-center gap-1.5 whitespace-nowrap">
          <Stroke className={isLearned ? 'border-accent' : 'border-dashed border-ink-3'} />
          {label}
        </li>
      ))}
      <li className="flex items-center gap-1.5 whitespace-nowrap">
        <span className="inline-block w-3 border-t border-dashed border-ink-3" aria-hidden />5 % still wait
      </li>
      {chart.isCut && <li>longer waits: in the table</li>}
    </ul>
  )
}

function Stroke({ className }: { className: string }) {
  return <span className={cn('inline-block h-2.5 border-l-2', className)} aria-hidden />
}

function CurveTable({ chart }: { chart: Chart }) {
  return (
    <table className="w-full max-w-md text-left text-xs">
      <caption className="sr-only">Share of waits that still run, by how long they have run</caption>
      <thead className="text-2xs text-ink-3">
        <tr>
          <th scope="col" className="py-1 font-normal">
            After
          </th>
          <th scope="col" className="py-1 text-right font-normal">
            Still wait
          </th>
        </tr>
      </thead>
      <tbody>
        {chart.table.map((row) => (
          <tr key={row.after} className="border-t border-line">
            <td className="py-0.5">{row.after}</td>
            <td className="py-0.5 text-right tabular-nums">{row.running}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
