import Link from 'next/link'
import { Swatch } from './chart-parts'
import type { RateSeries } from './prepare-error-rate'

interface SeriesLegendProps {
  series: Pick<RateSeries, 'key' | 'dataKey' | 'label' | 'color'>[]
  /** Where a series leads, by `dataKey`. */
  hrefs?: Record<string, string>
  /** Whether steps without calls are marked. */
  silent?: boolean
}

const ITEM = 'flex min-h-6 items-center gap-1.5 whitespace-nowrap'

export function SeriesLegend({ series, hrefs = {}, silent = false }: SeriesLegendProps) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 text-2xs text-ink-3">
      {series.map(({ key, dataKey, label, color }) => (
        <li key={key}>
          {hrefs[dataKey] ? (
            <Link
              href={hrefs[dataKey]}
              scroll={false}
              title={key}
              className={`${ITEM} rounded-sm hover:text-ink hover:underline`}
            >
              <Swatch color={color} />
              {label}
            </Link>
          ) : (
            <span className={ITEM}>
              <Swatch color={color} />
              {label}
            </span>
          )}
        </li>
      ))}
      {silent && (
        <li className={ITEM}>
          <span aria-hidden className="size-2.5 shrink-0 rounded-xs border border-line-strong bg-sunken" />
          no call received
        </li>
      )}
    </ul>
  )
}
