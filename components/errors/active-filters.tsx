import { X } from 'lucide-react'
import Link from 'next/link'
import { ClockTime } from '@/components/ui/time'

const CHIP =
  'inline-flex min-h-7 max-w-full items-center gap-1.5 rounded-md border border-line bg-panel px-2.5 text-xs hover:bg-hover'

interface ActiveFiltersProps {
  filters: { name: string; value: string; href: string }[]
  /** The brushed part of the range, and where the whole of it is. */
  zoom: { from: Date; to: Date; href: string } | null
}

/** What narrows the view; a click takes it away. */
export function ActiveFilters({ filters, zoom }: ActiveFiltersProps) {
  if (filters.length === 0 && !zoom) return null
  return (
    <ul aria-label="Filters" className="flex flex-wrap gap-2">
      {zoom && (
        <li className="max-w-full">
          <Link href={zoom.href} scroll={false} className={CHIP}>
            <span className="text-ink-3">time</span>
            <span>
              <ClockTime at={zoom.from} /> – <ClockTime at={zoom.to} />
            </span>
            <Remove />
          </Link>
        </li>
      )}
      {filters.map(({ name, value, href }) => (
        <li key={name} className="max-w-full">
          <Link href={href} scroll={false} className={CHIP}>
            <span className="text-ink-3">{name}</span>
            <span className="mono truncate">{value}</span>
            <Remove />
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Remove() {
  return (
    <>
      <X className="size-3.5 shrink-0 text-ink-3" aria-hidden />
      <span className="sr-only">remove</span>
    </>
  )
}
