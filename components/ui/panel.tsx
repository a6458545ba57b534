import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import type { Tone } from '@/lib/format/words'
import { cn } from './cn'

/** A bordered surface. Give it a reason: one question, one answer. */
export function Panel({ className, ...props }: ComponentProps<'section'>) {
  return <section className={cn('min-w-0 rounded-md border border-line bg-panel', className)} {...props} />
}

interface PanelHeaderProps {
  title: ReactNode
  /** id for `aria-labelledby` of the panel. */
  id?: string
  /** Right side: a count that links to the list behind the panel, or any controls. */
  href?: string
  count?: ReactNode
  linkLabel?: string
  children?: ReactNode
  className?: string
}

export function PanelHeader({ title, id, href, count, linkLabel, children, className }: PanelHeaderProps) {
  return (
    <header
      className={cn('flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-1', className)}
    >
      <h2 id={id} className="text-sm font-semibold">
        {title}
      </h2>
      {children}
      {href && (
        <PanelLink href={href} label={linkLabel}>
          {count ?? 'View all'}
        </PanelLink>
      )}
    </header>
  )
}

interface PanelLinkProps {
  href: string
  /** Where the words alone do not say where it leads. */
  label?: string | undefined
  children: ReactNode
}

/** To what stands behind a panel. */
export function PanelLink({ href, label, children }: PanelLinkProps) {
  return (
    <Link
      href={href}
      aria-label={label}
      className="-mr-1.5 inline-flex h-6 items-center gap-0.5 rounded-sm px-1.5 text-ink-3 hover:bg-hover hover:text-ink"
    >
      {children}
      <ChevronRight className="size-3.5" aria-hidden />
    </Link>
  )
}

export function PanelBody({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('px-4 pb-4', className)} {...props} />
}

const EDGE: Record<Tone, string> = {
  stuck: 'border-stuck/60 border-l-stuck',
  wait: 'border-wait/60 border-l-wait',
  good: 'border-good/60 border-l-good',
  idle: 'border-line-strong border-l-idle',
  limit: 'border-limit/60 border-l-limit',
  sign: 'border-sign/60 border-l-sign',
  accent: 'border-accent/60 border-l-accent',
}

/** The answer on top of a detail page: a panel with a coloured edge. */
export function VerdictBanner({ tone, className, ...props }: ComponentProps<'section'> & { tone: Tone }) {
  return (
    <section
      className={cn('min-w-0 rounded-md border border-l-4 bg-panel px-4.5 py-3.5', EDGE[tone], className)}
      {...props}
    />
  )
}
