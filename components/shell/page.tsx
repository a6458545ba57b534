import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

interface PageProps {
  children?: ReactNode
  /** The page's heading; `hiddenTitle` keeps it for screen readers where the content says it better. */
  title?: ReactNode
  hiddenTitle?: string
  /** One sentence below the title. */
  lead?: ReactNode
  /** Controls beside the title. */
  actions?: ReactNode
  className?: string
}

/** The inside of a screen: its margins, its heading, its greatest width. */
export function Page({ children, title, hiddenTitle, lead, actions, className }: PageProps) {
  return (
    <div className={cn('mx-auto flex w-full max-w-[1760px] flex-col gap-4 px-4 py-5 md:px-6 md:py-6', className)}>
      {hiddenTitle && <h1 className="sr-only">{hiddenTitle}</h1>}
      {title && (
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <div className="min-w-0">
            <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
            {lead && <p className="mt-0.5 max-w-[80ch] text-ink-2">{lead}</p>}
          </div>
          {actions}
        </div>
      )}
      {children}
    </div>
  )
}
