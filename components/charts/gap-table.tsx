import type { GapChart } from './prepare-gaps'

/** The numbers behind the gap histogram, folded away. */
export function GapTable({ chart }: { chart: GapChart }) {
  return (
    <details className="mt-1 text-xs">
      <summary className="inline-flex min-h-6 cursor-pointer items-center text-ink-3 hover:text-ink">
        Show as table
      </summary>
      <table className="mt-1 w-full max-w-md text-left">
        <caption className="sr-only">Repeats after a 429 by the time waited</caption>
        <thead className="text-2xs text-ink-3">
          <tr>
            <th scope="col" className="py-1 font-normal">
              Waited
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              Too soon
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              As told
            </th>
            {chart.anyUntold && (
              <th scope="col" className="py-1 text-right font-normal">
                Not told
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {chart.rows.map((row) => (
            <tr key={row.label} className="border-t border-line">
              <td className="py-0.5">{row.label}</td>
              <td className="py-0.5 text-right">{row.early}</td>
              <td className="py-0.5 text-right">{row.obeyed}</td>
              {chart.anyUntold && <td className="py-0.5 text-right">{row.untold}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
