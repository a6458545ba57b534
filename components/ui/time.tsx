'use client'

import { formatDuration, formatRelative } from '@/lib/format/duration'
import { formatClock, formatExact } from '@/lib/format/time'
import { useNow, useZone } from './clock'
import { cn } from './cn'

interface TimeProps {
  at: Date
  className?: string
}

/** `26 min ago`, kept current; the exact time with its zone on hover. */
export function RelativeTime({ at, className }: TimeProps) {
  const now = useNow()
  const zone = useZone()
  return (
    <time dateTime={at.toISOString()} title={formatExact(at, zone)} className={cn('whitespace-nowrap', className)}>
      {formatRelative(at, now)}
    </time>
  )
}

/** How long since: `1 h 12 m`, kept current; the exact start on hover. */
export function Elapsed({ at, className }: TimeProps) {
  const now = useNow()
  const zone = useZone()
  return (
    <time
      dateTime={at.toISOString()}
      title={`since ${formatExact(at, zone)}`}
      className={cn('whitespace-nowrap', className)}
    >
      {formatDuration(now.getTime() - at.getTime())}
    </time>
  )
}

/** `14:02`, with the day when it is not today, in the reader's zone; exact on hover. */
export function ClockTime({ at, className }: TimeProps) {
  const now = useNow(60_000)
  const zone = useZone()
  return (
    <time dateTime={at.toISOString()} title={formatExact(at, zone)} className={cn('whitespace-nowrap', className)}>
      {formatClock(at, now, zone)}
    </time>
  )
}

/** Date, time to the millisecond and zone, written out. */
export function ExactTime({ at, className }: TimeProps) {
  const zone = useZone()
  return (
    <time dateTime={at.toISOString()} className={cn('mono', className)}>
      {formatExact(at, zone)}
    </time>
  )
}
