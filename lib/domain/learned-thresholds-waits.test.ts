import { describe, expect, it } from 'vitest'
import { aa, minutes, offer, operation, snapshot, step, T0 } from '@/tests/support/journeys'
import type { JourneySnapshot } from './snapshot'
import { waitsOfJourney } from './learned-thresholds-waits'

const dispatch = (lender: string, status = 'IN_FLIGHT') =>
  operation('LENDER_DISPATCH', status, { operationID: lender, lender })
const pending = (at: Date, operations = [dispatch('Fast'), dispatch('Slow')], rest: Partial<JourneySnapshot> = {}) =>
  snapshot('OFFERS_PENDING', at, { pendingOperations: operations, ...rest })

describe('the waits of a journey', () => {
  it('end for each lender when its own dispatch comes back', () => {
    const told = [
      pending(T0),
      pending(minutes(2), [dispatch('Fast', 'DONE'), dispatch('Slow')]),
      snapshot('OFFERS_AVAILABLE', minutes(30), { pendingOperations: [] }),
    ]
    expect(waitsOfJourney(told, minutes(60))).toEqual([
      { status: 'OFFERS_PENDING', lender: 'Fast', from: T0, to: minutes(2), completed: true },
      { status: 'OFFERS_PENDING', lender: 'Slow', from: T0, to: minutes(30), completed: true },
    ])
  })

  it('are censored while they run, and know nothing of what comes later', () => {
    const told = [pending(T0), snapshot('OFFERS_AVAILABLE', minutes(30), { pendingOperations: [] })]
    expect(waitsOfJourney(told, minutes(20))).toEqual([
      { status: 'OFFERS_PENDING', lender: 'Fast', from: T0, to: minutes(20), completed: false },
      { status: 'OFFERS_PENDING', lender: 'Slow', from: T0, to: minutes(20), completed: false },
    ])
  })

  it('are the same in whatever order the events came', () => {
    const told = [pending(T0), pending(minutes(2), [dispatch('Slow')]), snapshot('OFFERS_AVAILABLE', minutes(9))]
    expect(waitsOfJourney(told.toReversed(), minutes(20))).toEqual(waitsOfJourney(told, minutes(20)))
  })

  it('are censored where the borrower gets a consent to give while offers are pending', () => {
    const consent = offer('a', { aa: aa('REDIRECT_READY', { redirectExpiresAt: minutes(60) }) })
    const told = [
      pending(T0, [dispatch('Slow')]),
      pending(minutes(3), [dispatch('Slow')], { offers: [consent] }),
      pending(minutes(8), [dispatch('Slow')], { offers: [{ ...consent, aa: aa('APPROVED') }] }),
      snapshot('OFFERS_AVAILABLE', minutes(30), { pendingOperations: [] }),
    ]
    expect(waitsOfJourney(told, minutes(60))).toEqual([
      { status: 'OFFERS_PENDING', lender: 'Slow', from: T0, to: minutes(3), completed: false },
    ])
  })

  it('end when the platform hands the move to the borrower, and begin anew after it', () => {
    const of = (status: string, action: string) => ({
      pendingOperations: [],
      offers: [offer('a', { lender: 'Konkan', proceededAt: T0, steps: [step('KYC', status, action)] })],
    })
    const told = [
      snapshot('KYC_PENDING', T0, of('PENDING', 'WAIT')),
      snapshot('KYC_PENDING', minutes(4), of('READY', 'REDIRECT')),
      snapshot('KYC_PENDING', minutes(50), of('IN_PROGRESS', 'AWAIT_CALLBACK')),
      snapshot('LENDER_PROCESSING', minutes(52), of('SUCCESS', 'NONE')),
    ]
    expect(waitsOfJourney(told, minutes(60))).toEqual([
      { status: 'KYC_PENDING', lender: 'Konkan', from: T0, to: minutes(4), completed: true },
      { status: 'KYC_PENDING', lender: 'Konkan', from: minutes(50), to: minutes(52), completed: true },
      { status: 'LENDER_PROCESSING', lender: 'Konkan', from: minutes(52), to: minutes(60), completed: false },
    ])
  })

  it('did not end where the platform gave up', () => {
    const told = [pending(T0, [dispatch('Slow')]), snapshot('EXPIRED', minutes(90), { pendingOperations: [] })]
    expect(waitsOfJourney(told, minutes(99))).toEqual([
      { status: 'OFFERS_PENDING', lender: 'Slow', from: T0, to: minutes(90), completed: false },
    ])
  })
})
