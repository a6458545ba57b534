'use client'

import Link from 'next/link'
import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Badge } from '@/components/ui/status-pill'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import type { ViewScreen } from '@/lib/domain/saved-view'
import { formatCount } from '@/lib/format/number'
import type { SavedView } from '@/lib/query/views'
import { useFrameHref } from './use-frame'
import { ViewEditor } from './view-editor'
import { viewState } from './view-state'

interface ViewBarProps {
  screen: ViewScreen
  views: SavedView[]
  /** Rows that the open view shows now: its count may be a minute older. */
  shown?: number
  /** A count that has reached this says only "at least". */
  cap?: number
  /** Whether the reader may put a view before their colleagues. */
  canShare: boolean
}

/** The saved views of a list, each a link that carries its filters; beside them what to do with filters that are nobody's view yet. */
export function ViewBar({ screen, views, shown = 0, cap = Infinity, canShare }: ViewBarProps) {
  const url = useSearchParams()
  const href = useFrameHref()
  const { active, unsaved, search } = viewState(views, new URLSearchParams(url.toString()))
  if (views.length === 0 && !unsaved) return null
  return (
    <div className="flex flex-wrap items-stretch md:flex-nowrap">
      <nav
        aria-label="Saved views"
        className="-mx-4 min-w-0 basis-[calc(100%+2rem)] overflow-x-auto border-b border-line px-4 md:mx-0 md:grow md:basis-0 md:px-0"
      >
        <ul className="flex gap-5">
          {views.map((view) => (
            <li key={view.id}>
              <ViewTab
                view={view}
                href={href(view.href)}
                isActive={view === active}
                atLeast={view === active && !unsaved ? shown : 0}
                cap={cap}
              />
            </li>
          ))}
        </ul>
      </nav>
      <div className="ml-auto flex shrink-0 items-center gap-2 border-line max-md:pt-2 md:border-b md:pl-4">
        {unsaved && <Badge className="border-wait/40 bg-wait-ground text-wait">unsaved</Badge>}
        {unsaved && active?.kind !== 'system' && active && <Reset href={href(active.href)} />}
        {(unsaved || active?.editable) && (
          <ViewEditor
            key={active?.id ?? ''}
            screen={screen}
            search={search}
            view={active?.editable ? active : null}
            unsaved={unsaved}
            canShare={canShare}
          />
        )}
      </div>
    </div>
  )
}

interface ViewTabProps {
  view: SavedView
  href: string
  isActive: boolean
  atLeast: number
  cap: number
}

function ViewTab({ view, href, isActive, atLeast, cap }: ViewTabProps) {
  const link = useRef<HTMLAnchorElement>(null)

  // External system: how far the row of tabs is scrolled. The open one is in sight.
  useEffect(() => {
    if (isActive) link.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [isActive])

  const count = view.count === null ? null : Math.max(view.count, atLeast)
  const isUrgent = view.id === 'stuck' && (count ?? 0) > 0
  return (
    <Link
      ref={link}
      href={href}
      prefetch={false}
      aria-current={isActive ? 'page' : undefined}
      title={titleOf(view)}
      className={cn(
        '-mb-px inline-flex h-9 items-center gap-1.5 border-b-2 border-transparent text-sm whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink',
        isActive && 'border-ink font-medium text-ink',
      )}
    >
      <span className="max-w-48 truncate">{view.name}</span>
      {count !== null && (
        <span className={cn('text-2xs text-ink-3', isUrgent && 'text-stuck')}>
          {count >= cap ? `${formatCount(cap)}+` : formatCount(count)}
        </span>
      )}
    </Link>
  )
}

function titleOf(view: SavedView): string | undefined {
  if (view.kind === 'personal') return 'Saved by you, for you alone'
  if (view.kind === 'shared')
    return `Shared by ${view.owner ?? 'a former colleague'} with ${view.sharedWith.join(', ')}`
  return undefined
}

function Reset({ href }: { href: string }) {
  const router = useRouter()
  const pathname = usePathname()
  return (
    <Button variant="ghost" onClick={() => router.push(href || pathname)}>
      Reset
    </Button>
  )
}
