'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/ui/cn'
import { crumbs } from './screens'
import { useFrameHref } from './use-frame'

export function Breadcrumb() {
  const trail = crumbs(usePathname())
  const href = useFrameHref()
  return (
    <nav aria-label="Breadcrumb" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        {trail.map((crumb, index) => (
          <li key={crumb.label} className="flex min-w-0 items-center gap-1.5">
            {index > 0 && (
              <span aria-hidden className="text-ink-3">
                /
              </span>
            )}
            {crumb.href ? (
              <Link href={href(crumb.href)} className="rounded-sm py-0.5 text-ink-2 hover:text-ink">
                {crumb.label}
              </Link>
            ) : (
              <span aria-current="page" className={cn('truncate font-semibold', crumb.mono && 'mono font-medium')}>
                {crumb.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
