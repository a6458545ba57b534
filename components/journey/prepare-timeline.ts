import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { isFinal } from '@/lib/domain/vocabulary'
import { verdictTone, type Tone } from '@/lib/format/words'
import type { JourneyScreen } from '@/lib/query/journey'
import { makeScale, type Fold, type TimeScale } from './timeline-scale'

/** What the timeline draws, decided without drawing: lanes of segments and marks on one folded axis. */

export interface MarkItem {
  at: Date
  text: string
  /** The delivery's ID, for what is a delivery. */
  deliveryID: string | null
}

export interface Mark {
  kind: 'mark'
  key: string
  x: number
  tone: Tone
  /** Everything that stands in this place, oldest first; several when they would overlap. */
  items: MarkItem[]
  /** Written beside the mark; only where it matters and there is room. */
  label: string | null
}

export interface Segment {
  kind: 'segment'
  key: string
  x: number
  width: number
  tone: Tone
  label: string
  from: Date
  /** Null while it lasts. */
  to: Date | null
  href: string | null
  note: string | null
}

export interface Lane {
  key: string
  title: string
  /** Rows of one lane never overlap. */
  rows: (Mark | Segment)[][]
}

export interface Tick {
  x: number
  at: Date
  now: boolean
}

export interface Timeline {
  lanes: Lane[]
  folds: Fold[]
  ticks: Tick[]
}

export type TimelineInput = Pick<
  JourneyScreen,
  'status' | 'stuck' | 'offers' | 'statusRuns' | 'deliveries' | 'pulls' | 'aaSessions' | 'allFindings' | 'updatedAt'
>

/** Marks closer than this share of the axis become one. */
const MARK_GAP = 0.014
const LABEL_ROOM = 0.18
const TICK_GAP = 0.085
/** A journey that is over ends here, behind its last event, so that its final status has a place. */
const TAIL_SHARE = 0.08

const OPEN_REDIRECTS = new Set(['REDIRECT_READY', 'IN_PROGRESS'])
const AA_ENDS = new Set(['APPROVED', 'REJECTED', 'FAILED'])

export function prepareTimeline(journey: TimelineInput, now: Date): Timeline {
  const times = timesOf(journey, now)
  const end = axisEnd(journey, times, now)
  const scale = makeScale([...times, end])
  const lanes: Lane[] = [
    lane('status', 'Status', [statusRow(journey, scale, end)]),
    lane('webhooks', 'Webhooks', [deliveryRow(journey, scale)]),
    lane('pulls', 'Pulls', [pullRow(journey, scale)]),
    lane('aa', 'AA session', packRows(aaItems(journey, scale, end))),
    lane('findings', 'Findings', packRows(findingItems(journey, scale, end))),
  ]
  return { lanes: lanes.filter(({ rows }) => rows.length > 0), folds: scale.folds, ticks: ticksOf(journey, scale, end) }
}

function lane(key: string, title: string, rows: (Mark | Segment)[][]): Lane {
  return { key, title, rows: rows.filter((row) => row.length > 0) }
}

function timesOf(journey: TimelineInput, now: Date): Date[] {
  const past = [
    ...journey.statusRuns.map((run) => run.from),
    ...journey.deliveries.map((delivery) => delivery.receivedAt),
    ...journey.pulls,
    ...journey.aaSessions.flatMap((session) => session.moments.map((moment) => moment.at)),
    ...journey.aaSessions.flatMap((session) => session.moments.flatMap((moment) => moment.redirectExpiresAt ?? [])),
    ...journey.allFindings.flatMap((finding) => finding.episodes.flatMap(({ from, to }) => (to ? [from, to] : [from]))),
    journey.updatedAt,
  ]
  return past.filter((at) => at <= now)
}

function axisEnd(journey: TimelineInput, times: Date[], now: Date): Date {
  if (!isFinal(journey.status)) return now
  const stamps = times.map((at) => at.getTime())
  const first = Math.min(...stamps)
  const last = Math.max(...stamps)
  return new Date(Math.min(now.getTime(), last + Math.max(60_000, (last - first) * TAIL_SHARE)))
}

function segment(
  parts: Omit<Segment, 'kind' | 'x' | 'width' | 'to' | 'href' | 'note'> & Partial<Pick<Segment, 'href' | 'note'>>,
  to: Date | null,
  scale: TimeScale,
  end: Date,
): Segment {
  const x = scale.x(parts.from)
  const width = Math.max(0, scale.x(to ?? end) - x)
  return { href: null, note: null, ...parts, kind: 'segment', x, width, to }
}

function statusRow(journey: TimelineInput, scale: TimeScale, end: Date): Segment[] {
  return journey.statusRuns.map((run, index) =>
    segment(
      {
        key: `status-${index}`,
        tone: run.to ? 'idle' : currentTone(journey),
        label: run.status,
        from: run.from,
      },
      run.to,
      scale,
      end,
    ),
  )
}

function currentTone(journey: TimelineInput): Tone {
  if (journey.stuck) return 'wait'
  if (journey.status === 'DISBURSED') return 'good'
  return isFinal(journey.status) ? 'idle' : 'accent'
}

function deliveryRow(journey: TimelineInput, scale: TimeScale): Mark[] {
  const marks = journey.deliveries.map((delivery): Mark => {
    const tone = verdictTone(delivery.verdict)
    const cause = delivery.cause ? causeLabel('webhook-signature-failure', delivery.cause) : null
    const text = tone === 'good' ? `${delivery.verdict}, ${delivery.processing}` : refusal(delivery.verdict, cause)
    return {
      kind: 'mark',
      key: delivery.id,
      x: scale.x(delivery.receivedAt),
      tone,
      items: [{ at: delivery.receivedAt, text, deliveryID: delivery.id }],
      label: tone === 'good' ? null : text,
    }
  })
  return mergeMarks(marks)
}

function refusal(verdict: string, cause: string | null): string {
  const held = verdict === 'stale' || verdict === 'event-conflict' || verdict === 'unparseable'
  return `${held ? 'quarantined' : 'refused'}: ${cause ?? verdict}`
}

function pullRow(journey: TimelineInput, scale: TimeScale): Mark[] {
  const marks = journey.pulls.map((at, index): Mark => {
    const items = [{ at, text: 'pulled from the platform', deliveryID: null }]
    return { kind: 'mark', key: `pull-${index}`, x: scale.x(at), tone: 'accent', items, label: null }
  })
  return mergeMarks(marks)
}

/** Neighbours of one tone that would overlap become one mark; a mark of another tone always stays for itself. */
export function mergeMarks(marks: Mark[]): Mark[] {
  const merged: Mark[] = []
  for (const mark of marks.toSorted((a, b) => a.x - b.x)) {
    const last = merged.at(-1)
    if (last && last.tone === mark.tone && mark.x - last.x < MARK_GAP) {
      merged[merged.length - 1] = { ...last, items: [...last.items, ...mark.items] }
    } else merged.push(mark)
  }
  return merged.map((mark, index) => {
    const next = merged[index + 1]?.x ?? 1.02
    const count = mark.items.length > 1 ? ` · ${mark.items.length}` : ''
    return { ...mark, label: mark.label && next - mark.x >= LABEL_ROOM ? mark.label + count : null }
  })
}

function aaItems(journey: TimelineInput, scale: TimeScale, end: Date): (Mark | Segment)[] {
  return journey.aaSessions.flatMap((session) => {
    const lender = journey.offers.find((offer) => offer.offerID === session.offerID)?.lender ?? null
    return session.moments.flatMap((moment, index): (Mark | Segment)[] => {
      const to = session.moments[index + 1]?.at ?? null
      const base = { key: `${session.aaSessionID}-${index}`, note: lender }
      if (AA_ENDS.has(moment.state)) return [aaEnd(base.key, moment.state, moment.at, scale)]
      const expiry = OPEN_REDIRECTS.has(moment.state) ? moment.redirectExpiresAt : null
      if (!expiry || expiry >= (to ?? end)) {
        const tone: Tone = moment.state === 'EXPIRED' ? 'stuck' : 'idle'
        return [segment({ ...base, tone, label: moment.state, from: moment.at }, to, scale, end)]
      }
      const expiredFrom = new Date(Math.max(expiry.getTime(), moment.at.getTime()))
      const late = { key: `${base.key}-late`, note: lender, tone: 'stuck' as const, label: 'redirect expired' }
      return [
        segment({ ...base, tone: 'idle', label: moment.state, from: moment.at }, expiredFrom, scale, end),
        segment({ ...late, from: expiredFrom }, to, scale, end),
      ]
    })
  })
}

function aaEnd(key: string, state: string, at: Date, scale: TimeScale): Mark {
  const tone: Tone = state === 'APPROVED' ? 'good' : 'stuck'
  return { kind: 'mark', key, x: scale.x(at), tone, items: [{ at, text: state, deliveryID: null }], label: state }
}

function findingItems(journey: TimelineInput, scale: TimeScale, end: Date): Segment[] {
  return journey.allFindings.flatMap((finding) =>
    finding.episodes.map(({ from, to }, index) =>
      segment(
        {
          key: `${finding.id}-${index}`,
          tone: to ? 'idle' : finding.severity === 'low' || finding.severity === 'medium' ? 'wait' : 'stuck',
          label: `${finding.condition} · ${causeLabel(finding.condition, finding.cause)}`,
          from,
          href: finding.guidance,
          note: conditionTitle(finding.condition),
        },
        to,
        scale,
        end,
      ),
    ),
  )
}

/** Puts what overlaps into rows below each other; what fits stays in the first. */
export function packRows(items: (Mark | Segment)[]): (Mark | Segment)[][] {
  const rows: (Mark | Segment)[][] = []
  for (const item of items.toSorted((a, b) => a.x - b.x)) {
    const free = rows.find((row) => endOf(row.at(-1)) <= item.x + 1e-9)
    if (free) free.push(item)
    else rows.push([item])
  }
  return rows
}

function endOf(item: Mark | Segment | undefined): number {
  if (!item) return 0
  return item.kind === 'segment' ? item.x + item.width : item.x
}

/** Times below the axis: where a status or a finding began, as far as they do not crowd, and the end. */
function ticksOf(journey: TimelineInput, scale: TimeScale, end: Date): Tick[] {
  const now = !isFinal(journey.status)
  const last: Tick = { x: 1, at: now ? end : journey.updatedAt, now }
  const ticks: Tick[] = []
  const starts = [
    ...journey.statusRuns.map((run) => run.from),
    ...journey.allFindings.flatMap((finding) => finding.episodes.map((episode) => episode.from)),
  ]
  for (const from of starts.toSorted((a, b) => a.getTime() - b.getTime())) {
    const x = scale.x(from)
    const crowded = x - (ticks.at(-1)?.x ?? -1) < TICK_GAP || last.x - x < TICK_GAP
    if (!crowded) ticks.push({ x, at: from, now: false })
  }
  return now ? [...ticks, last] : ticks
}
