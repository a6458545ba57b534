import type { ReactNode } from 'react'
import { cn } from './cn'

/** Facts side by side in even columns: small label above, value below. */
export function KeyValueStrip({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cn('grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 xl:grid-cols-6', className)}>{children}</dl>
}

export function KeyValue({
  label,
  children,
  className,
}: {
  label: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <div className={cn('min-w-0', className)}>
      <dt className="text-2xs text-ink-3">{label}</dt>
      <dd className="flex min-h-6 min-w-0 items-center font-medium [overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

/** Facts below each other, label left, value right of it; rows with lines between. */
export function KeyValueList({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cn('divide-y divide-line', className)}>{children}</dl>
}

export function KeyValueRow({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <div className="grid min-h-(--row) grid-cols-1 items-center gap-x-4 py-1 sm:grid-cols-[180px_1fr]">
      <dt className="text-ink-2">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  )
}
