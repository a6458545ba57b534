import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import { formatCount, formatExactCount, formatShare } from '@/lib/format/number'
import { plural } from '@/lib/format/words'
import type { HeatCell, HeatLevel, HeatMap } from './prepare-heat-map'

const LEVELS: Record<HeatLevel, string> = {
  0: 'bg-sunken',
  1: 'bg-series-429/10',
  2: 'bg-series-429/20',
  3: 'bg-series-429/35',
  4: 'bg-series-429/50',
  5: 'bg-series-429/90 text-ground',
}

interface HeatMapProps {
  map: HeatMap
  label: string
  /** Where a cell leads. */
  href: (caller: string, route: string) => string
}

/** A table whose cells are shaded by their number: it is its own table for whoever does not see the shades. */
export function HeatMapTable({ map, label, href }: HeatMapProps) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table className="w-full table-fixed border-separate border-spacing-0.5 text-xs">
        <thead>
          <tr>
            <th scope="col" className="w-24 text-left font-normal">
              <span className="sr-only">Caller</span>
            </th>
            {map.routes.map(({ route, label: name }) => (
              <th
                key={route}
                scope="col"
                title={route}
                className="h-7 min-w-16 truncate px-1 text-center text-2xs font-normal text-ink-3"
              >
                <span aria-hidden>{name}</span>
                <span className="sr-only">{route}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {map.rows.map(({ caller, cells }) => (
            <tr key={caller}>
              <th scope="row" title={caller} className="truncate pr-2 text-left font-normal text-ink-2">
                {caller}
              </th>
              {cells.map((cell, column) => {
                const route = map.routes[column]?.route ?? ''
                return (
                  <td key={route} className="p-0">
                    <Cell cell={cell} href={href(caller, route)} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ cell, href }: { cell: HeatCell | null; href: string }) {
  if (!cell) {
    return (
      <span className={cn('block h-7', LEVELS[0])}>
        <span className="sr-only">none</span>
      </span>
    )
  }
  return (
    <Link
      href={href}
      scroll={false}
      title={`${formatExactCount(cell.limited)} of ${formatExactCount(cell.calls)} ${plural(cell.calls, 'call')} limited, ${formatShare(cell.limited / cell.calls)}`}
      className={cn('flex h-7 items-center justify-center hover:underline', LEVELS[cell.level])}
    >
      {formatCount(cell.limited)}
    </Link>
  )
}
