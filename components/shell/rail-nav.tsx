'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '@/components/ui/cn'
import { Count } from '@/components/ui/count'
import { Tooltip } from '@/components/ui/tooltip'
import type { ScopeCounts } from './scope'
import { isActive, SCREENS, SETTINGS_SCREEN, type Screen } from './screens'
import { useFrameHref } from './use-frame'

interface RailNavProps {
  counts: ScopeCounts
  collapsed: boolean
  onNavigate?: () => void
}

export function RailNav({ counts, collapsed, onNavigate }: RailNavProps) {
  return (
    <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col overflow-y-auto px-1.5 pt-0.5 pb-1.5">
      <ul className="flex flex-col gap-px">
        {SCREENS.map((screen) => (
          <li key={screen.href}>
            <RailLink screen={screen} count={screen.count ? counts[screen.count] : 0} {...{ collapsed, onNavigate }} />
          </li>
        ))}
      </ul>
      <div className="mt-auto pt-4">
        <RailLink screen={SETTINGS_SCREEN} count={0} {...{ collapsed, onNavigate }} />
      </div>
    </nav>
  )
}

interface RailLinkProps {
  screen: Screen
  count: number
  collapsed: boolean
  onNavigate: (() => void) | undefined
}

const COUNT_WORDS = { stuck: 'stuck', open: 'open' }

function RailLink({ screen, count, collapsed, onNavigate }: RailLinkProps) {
  const active = isActive(screen, usePathname())
  const href = useFrameHref()
  const Icon = screen.icon
  const link = (
    <Link
      href={href(screen.href)}
      aria-current={active ? 'page' : undefined}
      onClick={onNavigate}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md border border-transparent px-2 text-sm text-ink-2 transition-colors duration-75 hover:bg-hover hover:text-ink',
        active && 'border-line bg-panel font-medium text-ink hover:bg-panel',
        collapsed && 'justify-center px-0',
      )}
    >
      <Icon className={cn('size-4 shrink-0 text-ink-3', active && 'text-ink')} strokeWidth={1.75} aria-hidden />
      <span className={collapsed ? 'sr-only' : 'truncate'}>{screen.label}</span>
      {count > 0 && screen.count && (
        <span className={collapsed ? 'sr-only' : 'ml-auto text-xs text-ink-3'}>
          <Count value={count} />
          <span className="sr-only"> {COUNT_WORDS[screen.count]}</span>
        </span>
      )}
    </Link>
  )
  if (!collapsed) return link
  return (
    <Tooltip side="right" content={count > 0 ? `${screen.label} · ${count}` : screen.label}>
      {link}
    </Tooltip>
  )
}
