import { formatCount } from '@/lib/format/number'
import type { AffectedNow } from '@/lib/query/guidance'

interface GuidanceTocProps {
  causes: { cause: string; title: string }[]
  affected: AffectedNow[]
}

/** The causes of the page with how many are affected by each; follows on wide screens. */
export function GuidanceToc({ causes, affected }: GuidanceTocProps) {
  return (
    <nav aria-label="Causes" className="xl:sticky xl:top-20">
      <p className="mb-1 text-2xs text-ink-3">Causes</p>
      <ul className="flex flex-col border-l border-line">
        {causes.map(({ cause, title }) => {
          const total = affected.find((row) => row.cause === cause)?.total ?? 0
          return (
            <li key={cause}>
              <a
                href={`#${cause}`}
                className="-ml-px flex min-h-7 items-center justify-between gap-3 border-l border-transparent pl-3 text-ink-2 hover:border-ink hover:text-ink"
              >
                {title}
                {total > 0 && <span className="text-xs font-medium text-ink">{formatCount(total)}</span>}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
