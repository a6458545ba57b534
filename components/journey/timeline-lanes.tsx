'use client'

import type { KeyboardEvent } from 'react'
import { useNow, useZone } from '@/components/ui/clock'
import { formatDuration } from '@/lib/format/duration'
import { formatClock } from '@/lib/format/time'
import type { Lane, Mark, Segment, Tick, Timeline } from './prepare-timeline'
import { TimelineMark, TimelineSegment } from './timeline-items'
import type { Fold } from './timeline-scale'

/** Lanes over one axis. Each lane is one tab stop; the arrow keys go from mark to mark. */
export function TimelineLanes({ timeline }: { timeline: Timeline }) {
  return (
    <div ref={showNewest} className="overflow-x-auto" role="region" aria-label="Timeline in lanes" tabIndex={0}>
      <div className="relative min-w-[680px] pb-1">
        <div className="pointer-events-none absolute top-0 right-2 bottom-6 left-24" aria-hidden>
          {timeline.folds.map((fold) => (
            <FoldMark key={fold.x} fold={fold} labelled={isRoomy(fold, timeline.folds)} />
          ))}
        </div>
        <div className={timeline.folds.length ? 'pt-4' : ''}>
          {timeline.lanes.map((lane) => (
            <LaneRow key={lane.key} lane={lane} />
          ))}
        </div>
        <Axis ticks={timeline.ticks} />
      </div>
    </div>
  )
}

/** Where the axis does not fit, its newest end is what matters. */
function showNewest(element: HTMLDivElement | null): void {
  if (element) element.scrollLeft = element.scrollWidth
}

function LaneRow({ lane }: { lane: Lane }) {
  return (
    <div className="grid grid-cols-[88px_1fr] pr-2">
      <span className="sticky left-0 z-3 bg-panel pt-1.5 text-2xs text-ink-2" id={`lane-${lane.key}`}>
        {lane.title}
      </span>
      <div role="group" aria-labelledby={`lane-${lane.key}`} onKeyDown={moveFocus} className="ml-2">
        {lane.rows.map((row, index) => (
          <div key={index} className="relative h-7.5">
            <span className="absolute inset-x-0 top-1/2 h-px bg-line" aria-hidden />
            {row.map((item, place) => (
              <Item key={item.key} item={item} first={index === 0 && place === 0} />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

function Item({ item, first }: { item: Mark | Segment; first: boolean }) {
  return item.kind === 'mark' ? (
    <TimelineMark mark={item} first={first} />
  ) : (
    <TimelineSegment segment={item} first={first} />
  )
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (step === 0 || !(event.target instanceof HTMLElement)) return
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-item]')]
  const next = items[items.indexOf(event.target) + step]
  if (!next) return
  event.preventDefault()
  for (const item of items) item.tabIndex = item === next ? 0 : -1
  next.focus()
}

/** A fold's length is written where its neighbour does not stand in the way. */
function isRoomy(fold: Fold, folds: Fold[]): boolean {
  const index = folds.indexOf(fold)
  const before = folds[index - 1]
  return index % 2 === 0 || !before || fold.x - before.x > 0.07
}

function FoldMark({ fold, labelled }: { fold: Fold; labelled: boolean }) {
  const length = formatDuration(fold.to.getTime() - fold.from.getTime())
  return (
    <span
      className="absolute inset-y-0 w-1.5 -translate-x-1/2 border-x border-dashed border-line-strong"
      style={{ left: `${fold.x * 100}%` }}
    >
      {labelled && (
        <span className="absolute top-0 left-1/2 -translate-x-1/2 bg-panel px-1 text-2xs leading-3.5 whitespace-nowrap text-ink-3">
          {length}
        </span>
      )}
    </span>
  )
}

function Axis({ ticks }: { ticks: Tick[] }) {
  const now = useNow(60_000)
  const zone = useZone()
  return (
    <div className="relative mt-1 mr-2 ml-24 h-4" aria-hidden>
      {ticks.map((tick) => (
        <span
          key={tick.x}
          className="absolute text-2xs whitespace-nowrap text-ink-2 tabular-nums"
          style={tick.x > 0.9 ? { right: `${(1 - tick.x) * 100}%` } : { left: `${tick.x * 100}%` }}
        >
          {tick.now ? 'now' : formatClock(tick.at, now, zone)}
        </span>
      ))}
    </div>
  )
}
