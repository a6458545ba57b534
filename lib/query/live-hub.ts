import { isInScope, type ApplicationScope } from '@/lib/domain/application-scope'
import { isLiveTopic, type ChangeCounts, type LiveTopic, type LiveWatch } from '@/lib/domain/live'
import { marksOf } from '@/lib/query/change-marks'
import { firstState, noteReading, type ChangeState } from '@/lib/query/live-changes'
import { readChanges, readJourneyStamps, readLiveHolders, type JourneyStamp } from '@/lib/store/change-counter'

/**
 * One poller a process for all its open pages. It reads the counters once a second while anybody looks, the stamps of
 * all open journeys in one query when a journey may have changed, and who may still look every few seconds.
 */

export interface LivePace {
  pollMs: number
  /** How often it is asked who may still look. */
  holdersMs: number
  /** A page is told of changes at most this often. */
  tellMs: number
}

const PACE: LivePace = { pollMs: 1_000, holdersMs: 4_000, tellMs: 3_000 }
/** With many viewers each is told less often, so that all of them together read no more than this again. */
const RENDERS_PER_SECOND = 10

export interface LiveMessage {
  /** As marks: another one when the counter moved. */
  counts: ChangeCounts
  /** `journey`: the one that the page shows. */
  changed: (LiveTopic | 'journey')[]
}

export interface Viewer {
  /** Of the session, user or token. */
  holderID: string
  watch: LiveWatch
  scope: ApplicationScope
  tell: (message: LiveMessage) => void
  /** The session or token has ended. */
  end: () => void
}

interface Seat extends Viewer {
  version: string | null
  stamp: string | null
  due: Set<LiveTopic | 'journey'>
  greeted: boolean
  nextAt: number
}

export class LiveHub {
  private readonly seats = new Set<Seat>()
  private state: ChangeState | null = null
  private timer: NodeJS.Timeout | null = null
  private holdersAt = 0

  constructor(private readonly pace: LivePace = PACE) {}

  get viewers(): number {
    return this.seats.size
  }

  /** Starts telling `viewer`; the answer stops it. */
  join(viewer: Viewer): () => void {
    const seat: Seat = { ...viewer, version: null, stamp: null, due: new Set(), greeted: false, nextAt: 0 }
    this.seats.add(seat)
    this.timer ??= setTimeout(() => void this.turn(), 0)
    return () => this.seats.delete(seat)
  }

  private async turn(): Promise<void> {
    // An outage of the database is told by the pages themselves; the streams stay open and go on after it.
    await this.look().catch(() => undefined)
    if (this.seats.size > 0) this.timer = setTimeout(() => void this.turn(), this.pace.pollMs)
    else {
      this.timer = null
      this.state = null
    }
  }

  private async look(): Promise<void> {
    await this.dismiss()
    const reading = await readChanges()
    const { changed, state } = noteReading(this.state ?? firstState(reading), reading)
    this.state = state
    for (const seat of this.seats) {
      for (const topic of changed) if (seat.watch.topics.includes(topic)) seat.due.add(topic)
    }
    await this.compareJourneys(changed)
    const pace = Math.max(this.pace.tellMs, (this.seats.size / RENDERS_PER_SECOND) * 1_000)
    const marks = marksOf(state.counts)
    for (const seat of this.seats) this.serve(seat, marks, pace)
  }

  private serve(seat: Seat, marks: ChangeCounts, pace: number): void {
    if (seat.greeted && (seat.due.size === 0 || performance.now() < seat.nextAt)) return
    seat.tell({ counts: marks, changed: [...seat.due] })
    seat.due.clear()
    seat.nextAt = seat.greeted ? performance.now() + pace : 0
    seat.greeted = true
  }

  private async compareJourneys(changed: LiveTopic[]): Promise<void> {
    const watching = [...this.seats].filter((seat) => seat.watch.journeyID !== null)
    const mayHaveChanged = changed.includes('journeys') || changed.includes('findings')
    if (!mayHaveChanged && watching.every((seat) => seat.stamp !== null)) return
    const ids = new Set(watching.map((seat) => seat.watch.journeyID ?? ''))
    if (ids.size === 0) return
    const stamps = await readJourneyStamps([...ids])
    for (const seat of watching) {
      const stamp = stampOf(seat, stamps)
      if (seat.stamp !== null && seat.stamp !== stamp) seat.due.add('journey')
      seat.stamp = stamp
    }
  }

  /** Ends what a signed-out user or a revoked token still has open. */
  private async dismiss(): Promise<void> {
    if (performance.now() < this.holdersAt) return
    const holders = await readLiveHolders([...new Set([...this.seats].map((seat) => seat.holderID))])
    this.holdersAt = performance.now() + this.pace.holdersMs
    for (const seat of [...this.seats]) {
      const version = holders.get(seat.holderID)
      if (version !== undefined && (seat.version === null || seat.version === version)) seat.version = version
      else {
        this.seats.delete(seat)
        seat.end()
      }
    }
  }
}

/** A journey of the same ID that the reader may not see says nothing. */
function stampOf({ watch, scope }: Seat, stamps: JourneyStamp[]): string {
  return stamps
    .filter((row) => row.journeyID === watch.journeyID && isInScope(scope, row.applicationID))
    .map((row) => `${row.applicationID}|${row.stamp}`)
    .join(',')
}

/** `journeys,findings` as it stands in a query string; what is no topic is left out. */
export function topicsOf(text: string): LiveTopic[] {
  return text.split(',').filter(isLiveTopic)
}
