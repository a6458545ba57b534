import { shortRoute } from '@/lib/format/route'

export interface HeatCell {
  limited: number
  calls: number
  /** 0 for none, then 1 to 5 by the share of the largest cell. */
  level: HeatLevel
}
export type HeatLevel = 0 | 1 | 2 | 3 | 4 | 5

export interface HeatMap {
  routes: { route: string; label: string }[]
  rows: { caller: string; cells: (HeatCell | null)[] }[]
  /** Caller × route with 429s that have no place in it. */
  hidden: number
}

interface Limited {
  caller: string
  route: string
  calls: number
  limited: number
}

/** Callers and routes with the most 429s; a pair without any is null. Pairs of several applications are added up. */
export function prepareHeatMap(pairs: Limited[], most: { callers: number; routes: number }): HeatMap {
  const callers = largest(pairs, 'caller').slice(0, most.callers)
  const routes = largest(pairs, 'route').slice(0, most.routes)
  const shown = pairs.filter(({ caller, route }) => callers.includes(caller) && routes.includes(route))
  const cellOf = (caller: string, route: string) => {
    const own = shown.filter((pair) => pair.caller === caller && pair.route === route)
    return { limited: sum(own, 'limited'), calls: sum(own, 'calls') }
  }
  const grid = callers.map((caller) => routes.map((route) => cellOf(caller, route)))
  const top = Math.max(1, ...grid.flat().map(({ limited }) => limited))
  return {
    routes: labelled(routes),
    rows: callers.map((caller, row) => ({
      caller,
      cells: (grid[row] ?? []).map((cell) =>
        cell.limited > 0 ? { ...cell, level: levelOf(cell.limited / top) } : null,
      ),
    })),
    hidden: pairs.length - shown.length,
  }
}

function largest(pairs: Limited[], key: 'caller' | 'route'): string[] {
  const totals = new Map<string, number>()
  for (const pair of pairs) totals.set(pair[key], (totals.get(pair[key]) ?? 0) + pair.limited)
  return [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([name]) => name)
}

/** Short labels, or whole routes where two of them would read the same. */
function labelled(routes: string[]): HeatMap['routes'] {
  const short = routes.map(shortRoute)
  return routes.map((route, index) => {
    const label = short[index] ?? route
    return { route, label: short.filter((other) => other === label).length > 1 ? route : label }
  })
}

/** By the square root, so that small cells can still be told apart beside one large one. */
function levelOf(share: number): HeatLevel {
  const root = Math.sqrt(share)
  if (root > 0.85) return 5
  if (root > 0.6) return 4
  if (root > 0.4) return 3
  return root > 0.2 ? 2 : 1
}

function sum(pairs: Limited[], key: 'calls' | 'limited'): number {
  return pairs.reduce((total, pair) => total + pair[key], 0)
}
