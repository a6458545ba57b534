'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useFrameHref } from '@/components/shell/use-frame'
import { cn } from '@/components/ui/cn'
import { CopyableID } from '@/components/ui/copyable-id'
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover'
import { ToneIcon } from '@/components/ui/status-pill'
import { Elapsed, ExactTime } from '@/components/ui/time'
import { formatDuration } from '@/lib/format/duration'
import type { Tone } from '@/lib/format/words'
import type { Mark, Segment } from './prepare-timeline'

const SEGMENT: Record<Tone, string> = {
  stuck: 'border-stuck/60 bg-stuck-ground text-stuck',
  wait: 'border-wait/60 bg-wait-ground text-wait',
  good: 'border-good/60 bg-good-ground text-good',
  idle: 'border-line-strong bg-idle-ground text-idle',
  limit: 'border-limit/60 bg-limit-ground text-limit',
  sign: 'border-sign/60 bg-sign-ground text-sign',
  accent: 'border-accent/60 bg-accent-ground text-accent',
}
const TEXT: Record<Tone, string> = {
  stuck: 'text-stuck',
  wait: 'text-wait',
  good: 'text-good',
  idle: 'text-ink-2',
  limit: 'text-limit',
  sign: 'text-sign',
  accent: 'text-accent',
}
/** Below this share of the axis a label would be a stump; it stands in the popover then. */
const LABEL_MIN = 0.035
/** The label has no width, so that it starts where its segment becomes visible; what does not fit fades out. */
const LABEL_BOX = 'flex min-w-0 flex-1 overflow-clip mask-r-from-[calc(100%-0.75rem)]'
const SHOWN_ITEMS = 12

export function TimelineSegment({ segment, first }: { segment: Segment; first: boolean }) {
  const { from, to, label, width, x, tone, note, href } = segment
  const frameHref = useFrameHref()
  return (
    <Popover>
      <PopoverTrigger
        data-item
        tabIndex={first ? 0 : -1}
        style={{ left: `${x * 100}%`, width: `max(4px, calc(${width * 100}% - 2px))` }}
        className={cn(
          'absolute top-1 z-1 flex h-5.5 items-center overflow-clip rounded-sm border text-left text-2xs',
          width >= LABEL_MIN && 'px-1.5',
          SEGMENT[tone],
        )}
      >
        <span className={width >= LABEL_MIN ? LABEL_BOX : 'sr-only'}>
          <span className="sticky left-[6.375rem] w-0 whitespace-nowrap">
            {label}
            {!to && (
              <>
                {' · '}
                <Elapsed at={from} />
              </>
            )}
            {to && <span className="sr-only"> {formatDuration(to.getTime() - from.getTime())}</span>}
          </span>
        </span>
      </PopoverTrigger>
      <PopoverContent className="w-80">
        <Heading tone={tone}>{label}</Heading>
        <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5">
          <Fact label="From">
            <ExactTime at={from} />
          </Fact>
          <Fact label="To">{to ? <ExactTime at={to} /> : 'still so'}</Fact>
          <Fact label="For">{to ? formatDuration(to.getTime() - from.getTime()) : <Elapsed at={from} />}</Fact>
          {note && <Fact label="Of">{note}</Fact>}
        </dl>
        {href && (
          <Link href={frameHref(href)} className="link mt-2 inline-block">
            Open guidance
          </Link>
        )}
      </PopoverContent>
    </Popover>
  )
}

export function TimelineMark({ mark, first }: { mark: Mark; first: boolean }) {
  const frameHref = useFrameHref()
  const [head] = mark.items
  const count = mark.items.length
  return (
    <Popover>
      <PopoverTrigger
        data-item
        tabIndex={first ? 0 : -1}
        aria-label={count > 1 ? `${count} times ${head?.text}` : head?.text}
        style={{ left: `${mark.x * 100}%` }}
        className="group absolute top-1/2 z-2 flex size-6 -translate-x-1/2 -translate-y-1/2 items-center justify-center rounded-full"
      >
        <ToneIcon tone={mark.tone} className="size-2.5 rounded-full bg-panel group-hover:scale-125" />
        {mark.label && (
          <span className={cn('absolute left-6 bg-panel px-0.5 text-2xs whitespace-nowrap', TEXT[mark.tone])}>
            {mark.label}
          </span>
        )}
      </PopoverTrigger>
      <PopoverContent className="max-h-72 w-80 overflow-y-auto">
        <Heading tone={mark.tone}>{count > 1 ? `${count} × ${head?.text}` : head?.text}</Heading>
        <ul className="mt-2 space-y-1.5">
          {mark.items.slice(0, SHOWN_ITEMS).map((item) => (
            <li key={`${item.at.getTime()}-${item.deliveryID}`}>
              <ExactTime at={item.at} />
              {item.deliveryID && (
                <span className="flex items-center gap-1.5 text-2xs text-ink-3">
                  <Link href={frameHref(`/webhooks/${item.deliveryID}`)} className="underline underline-offset-2">
                    delivery
                  </Link>
                  <CopyableID id={item.deliveryID} what="delivery ID" />
                </span>
              )}
            </li>
          ))}
        </ul>
        {count > SHOWN_ITEMS && <p className="mt-2 text-ink-3">and {count - SHOWN_ITEMS} more: see the list</p>}
      </PopoverContent>
    </Popover>
  )
}

function Heading({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <p className="flex items-center gap-1.5 font-semibold">
      <ToneIcon tone={tone} />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}
