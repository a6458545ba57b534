import { conditionTitle } from '@/lib/domain/conditions'

export interface FindingSeries {
  key: string
  label: string
  /** A CSS colour of the theme. */
  color: string
  values: number[]
}

export interface FindingsOverTime {
  points: Date[]
  series: FindingSeries[]
  /** For the drawing: one row a point, `at` in milliseconds, a number for each key. */
  rows: ({ at: number } & Record<string, number>)[]
  /** Top of the axis: a round number at or above the highest stack, at least 4. */
  top: number
  /** Nothing held at any point: no zero line is drawn for it. */
  empty: boolean
}

const COLORS: Record<string, string> = {
  'offers-pending': 'var(--series-400)',
  'bank-mandate-not-actionable': 'var(--series-401)',
  'aa-redirect-expired': 'var(--series-409)',
  'journey-stalled': 'var(--series-5xx)',
  'webhook-signature-failure': 'var(--sign)',
  'rate-limited': 'var(--series-429)',
  'auth-invalid-api-key': 'var(--ink-2)',
  'auth-invalid-session': 'var(--ink-3)',
  'validation-failed': 'var(--wait)',
  'offer-lock-conflict': 'var(--good)',
}

/** Stacks the largest condition lowest, so that the eye compares it on a straight base. */
export function prepareFindingsOverTime(input: {
  points: Date[]
  series: { condition: string; values: number[] }[]
}): FindingsOverTime {
  const series = input.series
    .filter(({ values }) => values.some((value) => value > 0))
    .map(({ condition, values }) => ({
      key: condition,
      label: conditionTitle(condition),
      color: COLORS[condition] ?? 'var(--series-ok)',
      values,
    }))
    .sort((a, b) => sum(b.values) - sum(a.values))
  const rows = input.points.map((point, index) => {
    const row: { at: number } & Record<string, number> = { at: point.getTime() }
    for (const { key, values } of series) row[key] = values[index] ?? 0
    return row
  })
  const highest = Math.max(0, ...input.points.map((_, index) => sum(series.map(({ values }) => values[index] ?? 0))))
  return { points: input.points, series, rows, top: roundUp(Math.max(4, highest)), empty: series.length === 0 }
}

/** Up to the next 1, 2, 4 or 8 times a power of ten: halves of it are whole, too. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 4, 8, 10].find((factor) => factor * power >= value) ?? 10
  return step * power
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
