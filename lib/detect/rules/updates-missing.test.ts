import { describe, expect, it } from 'vitest'
import { replayJourney } from '@/lib/detect/replay'
import type { RefusedUpdate } from '@/lib/domain/finding'
import { defaultSettings } from '@/lib/domain/settings'
import { minutes, snapshot } from '@/tests/support/journeys'
import { historyOf, openOf } from '@/tests/support/replays'

const NAME = 'journey-stalled/updates-missing'
const GRACE_MS = defaultSettings()['updatesMissing.grace.seconds'] * 1000
const first = snapshot('KYC_PENDING', minutes(0), { sequence: 10n })
const pull = (sequence: bigint, status = 'KYC_PENDING') =>
  snapshot(status, minutes(1), { sequence, source: 'pull', eventKey: `pull:${sequence}`, receivedAt: minutes(1, 100) })
const late = (sequence: bigint, receivedAt: Date) => snapshot('KYC_PENDING', minutes(1), { sequence, receivedAt })
const refusal = (sequence: bigint, rest: Partial<RefusedUpdate> = {}): RefusedUpdate => ({
  deliveryID: 'd1',
  sequence,
  verdict: 'signature-mismatch',
  receivedAt: minutes(2),
  ...rest,
})

describe('a refused delivery', () => {
  const at = (now: Date, refused: RefusedUpdate[], ...more: (typeof first)[]) =>
    replayJourney(historyOf([first, ...more], { refused }), now)

  it('that carries a newer snapshot is named from its arrival, links to the delivery, and is our move', () => {
    expect(openOf(at(minutes(2, -1), [refusal(11n)]).findings)).toEqual([])
    const judged = at(minutes(2), [refusal(11n)])
    expect(openOf(judged.findings)).toEqual([NAME])
    expect(judged).toMatchObject({ owner: 'us', stuck: true })
    expect(judged.findings[0]?.evidence).toMatchObject([
      { kind: 'delivery', at: minutes(2), ref: { deliveryID: 'd1' } },
    ])
  })

  it.each([9n, 10n])('that carries the sequence %s tells nothing newer', (sequence) => {
    expect(at(minutes(5), [refusal(sequence)]).findings).toEqual([])
  })

  it('was missing until it, or a newer one, reached us', () => {
    for (const sequence of [11n, 12n]) {
      const { findings, owner } = at(minutes(9), [refusal(11n)], late(sequence, minutes(7)))
      expect(findings[0]?.episodes).toEqual([{ from: minutes(2), to: minutes(7) }])
      expect(owner).toBe('platform')
    }
  })

  it('was never missing where another copy came before', () => {
    expect(at(minutes(9), [refusal(11n)], late(11n, minutes(1))).findings).toEqual([])
  })

  it('of a final journey tells nothing', () => {
    const closed = snapshot('CLOSED', minutes(1), { sequence: 11n })
    expect(at(minutes(9), [refusal(12n)], closed).findings).toEqual([])
  })

  it('is one of several that came at once, always the same', () => {
    const many = ['b', 'a', 'c'].map((deliveryID) => refusal(11n, { deliveryID }))
    const told = (refused: RefusedUpdate[]) => at(minutes(5), refused).findings[0]?.evidence
    expect(told(many)).toEqual(told(many.toReversed()))
  })
})

describe('a pull', () => {
  const at = (now: Date, ...snapshots: (typeof first)[]) => replayJourney(historyOf(snapshots), now)
  const due = minutes(1, GRACE_MS)

  it('that shows a newer version than the webhooks is named when the grace is over', () => {
    expect(at(new Date(due.getTime() - 1), first, pull(11n))).toMatchObject({ findings: [], nextCheckAt: due })
    const judged = at(due, first, pull(11n))
    expect(openOf(judged.findings)).toEqual([NAME])
    expect(judged.findings[0]?.evidence).toMatchObject([{ kind: 'pull', at: minutes(1) }])
  })

  it('of the same version tells nothing, nor one without any webhook before', () => {
    expect(at(minutes(5), first, pull(10n)).findings).toEqual([])
    expect(at(minutes(5), pull(11n)).findings).toEqual([])
  })

  it('is made up for by the webhook: within the grace nothing was missing, later it was for a while', () => {
    expect(at(minutes(9), first, pull(11n), late(11n, minutes(1, 900))).findings).toEqual([])
    const { findings } = at(minutes(9), first, pull(11n), late(11n, minutes(7)))
    expect(findings[0]?.episodes).toEqual([{ from: due, to: minutes(7) }])
  })
})
