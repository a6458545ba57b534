import type { ReactNode } from 'react'
import type { Tone } from '@/lib/format/words'
import { cn } from './cn'

const GROUND: Record<Tone, string> = {
  stuck: 'bg-stuck-ground text-stuck',
  wait: 'bg-wait-ground text-wait',
  good: 'bg-good-ground text-good',
  idle: 'bg-idle-ground text-idle',
  limit: 'bg-limit-ground text-limit',
  sign: 'bg-sign-ground text-sign',
  accent: 'bg-accent-ground text-accent',
}
const TEXT: Record<Tone, string> = {
  stuck: 'text-stuck',
  wait: 'text-wait',
  good: 'text-good',
  idle: 'text-idle',
  limit: 'text-limit',
  sign: 'text-sign',
  accent: 'text-accent',
}

/** A shape for each tone, so that colour never speaks alone: diamonds are wrong, a half disc waits, a disc is well, a ring is at rest. */
export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  return (
    <svg viewBox="0 0 8 8" aria-hidden="true" className={cn('size-2 shrink-0', TEXT[tone], className)}>
      {tone === 'good' && <circle cx="4" cy="4" r="3" fill="currentColor" />}
      {tone === 'wait' && (
        <>
          <circle cx="4" cy="4" r="3" fill="none" stroke="currentColor" strokeWidth="1.2" />
          <path d="M4 1a3 3 0 0 1 0 6z" fill="currentColor" />
        </>
      )}
      {(tone === 'idle' || tone === 'accent') && (
        <circle cx="4" cy="4" r="2.8" fill="none" stroke="currentColor" strokeWidth="1.4" />
      )}
      {(tone === 'stuck' || tone === 'sign' || tone === 'limit') && (
        <path d="M4 .2 7.8 4 4 7.8.2 4z" fill="currentColor" />
      )}
    </svg>
  )
}

interface StatusPillProps {
  tone: Tone
  children: ReactNode
  /** Replaces the shape of the tone. */
  icon?: ReactNode
  className?: string
  title?: string
}

/** Icon, word and colour, always together. */
export function StatusPill({ tone, children, icon, className, title }: StatusPillProps) {
  return (
    <span
      title={title}
      className={cn(
        'inline-flex h-5.5 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-xs whitespace-nowrap',
        GROUND[tone],
        className,
      )}
    >
      {icon ?? <ToneIcon tone={tone} />}
      <span className="truncate">{children}</span>
    </span>
  )
}

/** A plain tag without status: a number, a kind, an environment. */
export function Badge({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={cn(
        'inline-flex h-5 items-center rounded-sm border border-line bg-sunken px-1.5 text-2xs text-ink-2 whitespace-nowrap',
        className,
      )}
    >
      {children}
    </span>
  )
}
