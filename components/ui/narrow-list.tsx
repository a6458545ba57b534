import Link from 'next/link'
import type { ReactNode } from 'react'
import { cn } from './cn'

/** What a table shows from 768 px up, as items of two lines below that. */
export function NarrowList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-line md:hidden">
      {children}
    </ul>
  )
}

interface NarrowItemProps {
  /** Makes the whole item a link; it holds no other one then. */
  href?: string
  title: ReactNode
  /** Right of the title. */
  aside: ReactNode
  /** The second line. */
  children: ReactNode
  className?: string
}

const LINES = 'grid gap-y-0.5 px-4 py-2.5'

export function NarrowItem({ href, title, aside, children, className }: NarrowItemProps) {
  const lines = (
    <>
      <span className="flex min-w-0 items-baseline justify-between gap-3">
        <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{title}</span>
        <span className="shrink-0">{aside}</span>
      </span>
      <span className="flex min-h-5 min-w-0 items-center gap-2 text-ink-2">{children}</span>
    </>
  )
  return (
    <li className={className}>
      {href === undefined ? (
        <div className={LINES}>{lines}</div>
      ) : (
        <Link href={href} data-row-link className={cn(LINES, '-outline-offset-2 hover:bg-hover active:bg-hover')}>
          {lines}
        </Link>
      )}
    </li>
  )
}

export function Dot() {
  return (
    <span aria-hidden className="text-ink-3">
      ·
    </span>
  )
}
