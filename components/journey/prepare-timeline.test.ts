import { describe, expect, it } from 'vitest'
import {
  mergeMarks,
  packRows,
  prepareTimeline,
  type Lane,
  type Mark,
  type Segment,
  type TimelineInput,
} from './prepare-timeline'
import { findingSample, NOW, offerSample, since } from './samples'

const empty: TimelineInput = {
  status: 'OFFERS_PENDING',
  stuck: true,
  offers: [],
  statusRuns: [{ status: 'OFFERS_PENDING', from: since(26), to: null }],
  deliveries: [],
  pulls: [],
  aaSessions: [],
  allFindings: [],
  updatedAt: since(26),
}

const delivery = (minutes: number, verdict = 'verified', cause: string | null = null) => ({
  id: `d${minutes}`,
  eventID: null,
  source: 'receiver',
  attempt: 1,
  receivedAt: since(minutes),
  verdict,
  cause,
  processing: verdict === 'verified' ? 'applied' : 'none',
})

const segmentsOf = (lane: Lane | undefined): Segment[] =>
  (lane?.rows ?? []).flat().filter((item) => item.kind === 'segment')
const marksOf = (lane: Lane | undefined): Mark[] => (lane?.rows ?? []).flat().filter((item) => item.kind === 'mark')
const laneOf = (input: TimelineInput, key: string) => prepareTimeline(input, NOW).lanes.find((lane) => lane.key === key)

describe('prepareTimeline', () => {
  it('draws one status until now and no other lane for the smallest journey', () => {
    const timeline = prepareTimeline(empty, NOW)
    expect(timeline.lanes.map((lane) => lane.key)).toEqual(['status'])
    expect(segmentsOf(timeline.lanes[0])).toMatchObject([
      { label: 'OFFERS_PENDING', x: 0, width: 1, to: null, tone: 'wait' },
    ])
    expect(timeline.ticks).toMatchObject([{ x: 0 }, { x: 1, now: true }])
  })

  it('lines statuses up without gaps and keeps unknown ones as they came', () => {
    const statusRuns = [
      { status: 'STARTED', from: since(40), to: since(30) },
      { status: 'TOP_UP_REVIEW', from: since(30), to: null },
    ]
    const [first, second] = segmentsOf(laneOf({ ...empty, statusRuns }, 'status'))
    expect(second?.label).toBe('TOP_UP_REVIEW')
    expect((first?.x ?? 0) + (first?.width ?? 0)).toBeCloseTo(second?.x ?? -1)
  })

  it('tells a refused webhook by its cause and a good one by its processing', () => {
    const deliveries = [delivery(26), delivery(14, 'signature-mismatch', 'wrong-secret')]
    const marks = marksOf(laneOf({ ...empty, deliveries }, 'webhooks'))
    expect(marks.map((mark) => mark.items[0]?.text)).toEqual(['verified, applied', 'refused: wrong secret'])
    expect(marks[1]).toMatchObject({ tone: 'sign', label: 'refused: wrong secret' })
  })

  it('calls an authentic but late webhook quarantined, not refused', () => {
    const deliveries = [delivery(14, 'stale', 'timestamp-stale')]
    expect(marksOf(laneOf({ ...empty, deliveries }, 'webhooks'))[0]?.items[0]?.text).toBe(
      'quarantined: timestamp stale',
    )
  })

  it('splits a consent session where its redirect ran out', () => {
    const aaSessions = [
      {
        aaSessionID: 'aa_1',
        offerID: 'of_1',
        state: 'REDIRECT_READY',
        redirectExpiresAt: since(16),
        since: since(23),
        moments: [{ at: since(23), state: 'REDIRECT_READY', redirectExpiresAt: since(16) }],
      },
    ]
    const segments = segmentsOf(
      laneOf({ ...empty, aaSessions, offers: [offerSample({ lender: 'Konkan Credit' })] }, 'aa'),
    )
    expect(segments).toMatchObject([
      { label: 'REDIRECT_READY', to: since(16), note: 'Konkan Credit' },
      { label: 'redirect expired', tone: 'stuck', from: since(16), to: null },
    ])
  })

  it('does not call a redirect expired once the user had returned in time', () => {
    const moments = [
      { at: since(23), state: 'REDIRECT_READY', redirectExpiresAt: since(16) },
      { at: since(20), state: 'APPROVED', redirectExpiresAt: since(16) },
    ]
    const session = {
      aaSessionID: 'aa_1',
      offerID: 'of_1',
      state: 'APPROVED',
      redirectExpiresAt: since(16),
      since: since(20),
      moments,
    }
    const lane = laneOf({ ...empty, aaSessions: [session] }, 'aa')
    expect(segmentsOf(lane).map((segment) => segment.label)).toEqual(['REDIRECT_READY'])
    expect(marksOf(lane)).toMatchObject([{ tone: 'good', label: 'APPROVED' }])
  })

  it('stacks findings that hold at the same time and greys those that are over', () => {
    const allFindings = [
      { ...findingSample({ id: 'f1', cause: 'aa-required' }), episodes: [{ from: since(16), to: null }] },
      { ...findingSample({ id: 'f2' }), episodes: [{ from: since(12), to: since(5) }] },
    ]
    const lane = laneOf({ ...empty, allFindings }, 'findings')
    expect(lane?.rows).toHaveLength(2)
    expect(segmentsOf(lane).map((segment) => segment.tone)).toEqual(['stuck', 'idle'])
  })

  it('ends with the last event of a journey that is over, not with now', () => {
    const statusRuns = [
      { status: 'LENDER_PROCESSING', from: since(5_000), to: since(4_000) },
      { status: 'DISBURSED', from: since(4_000), to: null },
    ]
    const timeline = prepareTimeline(
      { ...empty, status: 'DISBURSED', stuck: false, statusRuns, updatedAt: since(4_000) },
      NOW,
    )
    const [, final] = segmentsOf(timeline.lanes[0])
    expect(final).toMatchObject({ tone: 'good' })
    expect(final?.width).toBeGreaterThan(0)
    expect(final?.width).toBeLessThan(0.2)
    expect(timeline.ticks.some((tick) => tick.now)).toBe(false)
  })

  it('folds the idle days of a long journey and stays within the axis with 70 events', () => {
    const deliveries = Array.from({ length: 70 }, (_, index) => delivery(9_000 - index * 2 - (index > 40 ? 5_000 : 0)))
    const timeline = prepareTimeline({ ...empty, deliveries }, NOW)
    expect(timeline.folds.length).toBeGreaterThan(0)
    for (const item of timeline.lanes.flatMap((lane) => lane.rows.flat())) {
      expect(item.x).toBeGreaterThanOrEqual(0)
      expect(item.x + (item.kind === 'segment' ? item.width : 0)).toBeLessThanOrEqual(1.000001)
    }
  })
})

describe('mergeMarks', () => {
  const mark = (x: number, tone: Mark['tone'] = 'good'): Mark => ({
    kind: 'mark',
    key: `${x}`,
    x,
    tone,
    items: [{ at: NOW, text: 'verified', deliveryID: null }],
    label: tone === 'good' ? null : 'refused',
  })

  it('joins marks that would overlap, so that each can be hit', () => {
    expect(mergeMarks([mark(0.1), mark(0.105), mark(0.5)]).map((merged) => merged.items.length)).toEqual([2, 1])
  })

  it('never hides a refused one among the good ones', () => {
    expect(mergeMarks([mark(0.1), mark(0.102, 'sign'), mark(0.104)]).map((merged) => merged.tone)).toEqual([
      'good',
      'sign',
      'good',
    ])
  })

  it('writes a label only where the next mark leaves room', () => {
    expect(mergeMarks([mark(0.1, 'sign'), mark(0.2, 'sign')]).map((merged) => merged.label)).toEqual([null, 'refused'])
  })
})

describe('packRows', () => {
  it('keeps in one row what follows each other', () => {
    const item = (x: number, width: number) => ({
      kind: 'segment' as const,
      x,
      width,
      key: `${x}`,
      tone: 'idle' as const,
      label: '',
      from: NOW,
      to: null,
      href: null,
      note: null,
    })
    expect(packRows([item(0, 0.2), item(0.2, 0.3), item(0.3, 0.1)]).map((row) => row.length)).toEqual([2, 1])
  })
})
