import { describe, expect, it } from 'vitest'
import type { DeliveryGroup } from '@/lib/domain/delivery-group'
import {
  goodsNeeded,
  groupEnd,
  groupFinding,
  groupKeyOf,
  NO_GROUP,
  type CountedDelivery,
  type GroupContext,
} from './webhook-signature-failure'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 5, 12, minute))

const delivery = (own: Partial<CountedDelivery> = {}): CountedDelivery => ({
  applicationID: 'a',
  verdict: 'signature-mismatch',
  cause: 'wrong-secret',
  steps: ['secret:retired'],
  secretID: 's1',
  isKnown: false,
  ...own,
})

describe('the group of a failed delivery', () => {
  it('is that of its cause and its secret', () => {
    expect(groupKeyOf(delivery())).toBe(groupKeyOf(delivery({ isKnown: true })))
    expect(groupKeyOf(delivery({ secretID: 's2' }))).not.toBe(groupKeyOf(delivery()))
    expect(groupKeyOf(delivery({ steps: ['secret:newline'] }))).not.toBe(groupKeyOf(delivery()))
  })

  it('is not that of the serialiser, which may differ from body to body', () => {
    const parsed = (step: string) => groupKeyOf(delivery({ cause: 'parsed-body-signed', steps: [step] }))
    expect(parsed('body:javascript')).toBe(parsed('body:go'))
  })

  it('is none where nothing is proven and nothing known', () => {
    const unexplained = { cause: 'undetermined', steps: [], secretID: null }
    expect(groupKeyOf(delivery(unexplained))).toBe(NO_GROUP)
    expect(groupKeyOf(delivery({ ...unexplained, isKnown: true }))).not.toBe(NO_GROUP)
    const without = { verdict: 'header-missing', cause: 'timestamp-omitted', steps: [], secretID: null }
    expect(groupKeyOf(delivery(without))).toBe(NO_GROUP)
    expect(groupKeyOf(delivery({ ...without, isKnown: true }))).not.toBe(NO_GROUP)
  })

  it('is none for a late copy of what was taken before, and for an application that is not ours', () => {
    expect(groupKeyOf(delivery({ verdict: 'duplicate', cause: 'timestamp-stale' }))).toBe(NO_GROUP)
    expect(groupKeyOf(delivery({ applicationID: null }))).toBe(NO_GROUP)
  })
})

const group = (own: Partial<DeliveryGroup> = {}): DeliveryGroup => ({
  applicationID: 'a',
  groupID: 'g',
  key: 'wrong-secret|s1',
  cause: 'wrong-secret',
  secretID: 's1',
  firstAt: at(0),
  lastAt: at(20),
  deliveries: 12,
  sources: ['receiver'],
  explanations: {
    'secret:retired': { deliveries: 12, id: 'd1', at: at(0), sentence: 'It matches the retired secret …abc.' },
  },
  samples: {
    first: [{ id: 'd1', at: at(0), sentence: 'It matches the retired secret …abc.', confidence: 1, journeyID: 'j1' }],
    last: [{ id: 'd2', at: at(20), sentence: 'It matches the retired secret …abc.', confidence: 0.9, journeyID: null }],
  },
  ...own,
})

const context = (own: Partial<GroupContext> = {}): GroupContext => ({
  environment: 'live',
  verifiedAfter: null,
  provenBy: null,
  journeys: { total: 0, shown: [] },
  notKept: 0,
  ...own,
})

describe('a group', () => {
  const good = (minute: number) => ({ id: 'v', at: at(minute) })

  it('ends when a delivery verifies after it, and lasts while none does', () => {
    expect(goodsNeeded(12, 0)).toBe(1)
    expect(groupEnd(group(), context())).toBeNull()
    expect(groupEnd(group(), context({ verifiedAfter: good(21), provenBy: good(21) }))).toEqual(at(21))
  })

  it('takes more to end where good and bad came mixed, or half an hour without a failure', () => {
    expect(goodsNeeded(10, 10)).toBe(7)
    expect(goodsNeeded(1, 99)).toBe(459)
    expect(groupEnd(group(), context({ verifiedAfter: good(21), provenBy: good(27) }))).toEqual(at(27))
    expect(groupEnd(group(), context({ verifiedAfter: good(21) }))).toEqual(at(50))
    expect(groupEnd(group(), context({ verifiedAfter: good(55) }))).toEqual(at(55))
  })

  it('tells its count, what explains it, and the journeys that missed an update', () => {
    const shown = ['j1', 'j2'].map((journeyID) => ({ journeyID, deliveryID: 'd1', at: at(0) }))
    const finding = groupFinding(group(), context({ journeys: { total: 3, shown }, notKept: 7 }), null)
    expect(finding).toMatchObject({
      condition: 'webhook-signature-failure',
      cause: 'wrong-secret',
      confidence: 0.9,
      severity: 'high',
      occurrences: 12,
      summary: '12 deliveries failed the same way. It matches the retired secret …abc. 3 journeys missed an update.',
      episodes: [{ from: at(0), to: null }],
      lastSeenAt: at(20),
      subjectType: 'delivery_group',
      subjectID: 'g',
    })
    expect(finding.evidence.map(({ kind, summary }) => `${kind}: ${summary}`)).toEqual([
      'delivery: It matches the retired secret …abc.',
      'delivery: Failed the same way',
      'journey: This journey missed an update',
      'journeys: 1 further journey missed an update',
      'noise: 7 more refused deliveries of that time were counted and not kept',
    ])
    expect(finding.rejectedCauses.map(({ cause }) => cause)).toEqual([
      'parsed-body-signed',
      'timestamp-omitted',
      'timestamp-stale',
      'signature-encoding',
      'body-altered-in-transit',
      'header-mismatch',
    ])
  })
})
