'use client'

import { PanelLeft } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { cn } from '@/components/ui/cn'
import { Brand } from './brand'
import { RAIL_COOKIE, rememberPreference } from './preferences'
import { RailNav } from './rail-nav'
import type { ScopeCounts } from './scope'
import { useFrameHref } from './use-frame'
import { UserMenu } from './user-menu'

interface RailProps {
  counts: ScopeCounts
  email: string
  role: string
  initiallyCollapsed: boolean
}

/** The left rail from tablet width on; below that the drawer of the top bar holds the same. */
export function Rail({ counts, email, role, initiallyCollapsed }: RailProps) {
  const [collapsed, setCollapsed] = useState(initiallyCollapsed)
  const href = useFrameHref()
  const toggle = () => {
    rememberPreference(RAIL_COOKIE, collapsed ? 'open' : 'closed')
    setCollapsed(!collapsed)
  }
  return (
    <aside
      data-print="hide"
      className={cn(
        'hidden shrink-0 border-r border-line bg-sunken transition-[width] duration-100 md:block',
        collapsed ? 'w-13' : 'w-(--rail)',
      )}
    >
      <div className="sticky top-0 flex h-dvh flex-col">
        <div
          className={cn(
            'flex h-(--bar) shrink-0 items-center justify-between pr-2 pl-3.5',
            collapsed && 'justify-center px-0',
          )}
        >
          {!collapsed && (
            <Link href={href('/')} aria-label="Journey Desk, overview" className="rounded-sm">
              <Brand />
            </Link>
          )}
          <button
            type="button"
            onClick={toggle}
            aria-expanded={!collapsed}
            aria-label={collapsed ? 'Expand navigation' : 'Collapse navigation'}
            className="grid size-7 place-items-center rounded-md text-ink-3 hover:bg-hover hover:text-ink"
          >
            <PanelLeft className="size-4" strokeWidth={1.75} aria-hidden />
          </button>
        </div>
        <RailNav counts={counts} collapsed={collapsed} />
        <div className="border-t border-line p-1.5">
          <UserMenu email={email} role={role} collapsed={collapsed} />
        </div>
      </div>
    </aside>
  )
}
