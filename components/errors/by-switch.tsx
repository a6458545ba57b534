import Link from 'next/link'
import { cn } from '@/components/ui/cn'
import { BY, type By } from './params'

const LABELS: Record<By, string> = { code: 'Code', route: 'Route', caller: 'Caller', status: 'Status' }

/** By what the errors are stacked. Links, so that a view can be opened beside another. */
export function BySwitch({ by, href }: { by: By; href: (by: By) => string }) {
  return (
    <nav aria-label="Stack by" className="flex rounded-md border border-line p-0.5">
      {BY.map((option) => (
        <Link
          key={option}
          href={href(option)}
          scroll={false}
          aria-current={option === by ? 'true' : undefined}
          className={cn(
            'flex h-6 items-center rounded-sm px-2 text-xs',
            option === by ? 'bg-hover font-medium text-ink' : 'text-ink-3 hover:text-ink',
          )}
        >
          {LABELS[option]}
        </Link>
      ))}
    </nav>
  )
}
