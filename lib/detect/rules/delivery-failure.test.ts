import { describe, expect, it } from 'vitest'
import type { IncidentFact } from '@/lib/domain/incident'
import { deliveryFailures, type FailedGroup } from './delivery-failure'

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 10, 12, minutes))

function group(rest: Partial<FailedGroup> = {}): FailedGroup {
  return {
    findingID: 'g1',
    condition: 'webhook-signature-failure',
    cause: 'wrong-secret',
    subjectID: 'group-1',
    key: 'wrong-secret|old',
    episodes: [{ from: at(0), to: null }],
    lastAt: at(20),
    missed: [
      { journeyID: 'j1', at: at(1) },
      { journeyID: 'j2', at: at(5) },
      { journeyID: 'j3', at: at(9) },
    ],
    ...rest,
  }
}

function stale(journeyID: string, from: Date, to: Date | null = null): IncidentFact {
  return {
    findingID: `f-${journeyID}`,
    condition: 'journey-stalled',
    cause: 'updates-missing',
    subjectID: journeyID,
    episodes: [{ from, to }],
  }
}

describe('a group of refused deliveries', () => {
  it('is the cause of the stale journeys that missed an update in it, and reaches all that missed one', () => {
    const findings = [stale('j1', at(1)), stale('j2', at(5)), stale('j9', at(5))]
    expect(deliveryFailures([group()], findings)).toMatchObject([
      { causes: ['g1'], effects: ['f-j1', 'f-j2'], journeyIDs: ['j1', 'j2', 'j3'], from: at(0), to: null },
    ])
  })

  it('is no incident where nothing followed from it', () => {
    expect(deliveryFailures([group()], [])).toEqual([])
  })

  it('did not cause what had ended before, nor what began long after', () => {
    const before = stale('j1', at(-30), at(-5))
    const after = stale('j2', at(120))
    expect(deliveryFailures([group()], [before, after])).toEqual([])
  })

  it('is one incident with a later group of the same secret while it holds', () => {
    const later = group({
      findingID: 'g2',
      episodes: [{ from: at(90), to: null }],
      lastAt: at(95),
      missed: [{ journeyID: 'j4', at: at(90) }],
    })
    const findings = [stale('j1', at(1)), stale('j4', at(90))]
    expect(deliveryFailures([later, group()], findings)).toMatchObject([
      { causes: ['g1', 'g2'], effects: ['f-j1', 'f-j4'], from: at(0) },
    ])
  })

  it('is over when group and journeys are', () => {
    const over = group({ episodes: [{ from: at(0), to: at(25) }] })
    expect(deliveryFailures([over], [stale('j1', at(1), at(40))])).toMatchObject([{ to: at(40) }])
    expect(deliveryFailures([over], [stale('j1', at(1))])).toMatchObject([{ to: null }])
  })
})
