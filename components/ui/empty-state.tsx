import type { ReactNode } from 'react'
import { cn } from './cn'

interface EmptyStateProps {
  icon?: ReactNode
  title: ReactNode
  /** Why it is empty, and what to do about it. */
  children?: ReactNode
  action?: ReactNode
  className?: string
}

export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center justify-center gap-1 px-6 py-10 text-center', className)}>
      {icon && <div className="mb-2 text-ink-3 [&_svg]:size-5 [&_svg]:stroke-[1.5]">{icon}</div>}
      <p className="text-sm font-medium">{title}</p>
      {children && <div className="max-w-prose text-ink-3 text-balance">{children}</div>}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
