import { describe, expect, it } from 'vitest'
import { maskOffers, stripOffers } from './mask-snapshot'
import type { OfferFacts, StepFacts } from './snapshot'

const PROFILE = { panName: 'Asha R Verma', dob: '1991-04-23', contactNumber: '9812345670', pan: null }

function offerWith(step: Partial<StepFacts>): { offers: OfferFacts[] } {
  const plain = { stepID: 's1', type: 'KYC', status: 'BLOCKED', actionRequired: null, updatedAt: null }
  const steps = [{ ...plain, resource: null, diagnostics: null, ...step }]
  const offer = {
    offerID: 'o1',
    lender: null,
    status: null,
    aa: null,
    proceededAt: null,
    locked: null,
    updatedAt: null,
  }
  return { offers: [{ ...offer, steps }] }
}

function diagnosed(message: string) {
  return { diagnostics: { code: 'X', message, blockedBy: [], requiredJourneyStatus: null, since: null } }
}

const stepOf = ({ offers }: { offers: OfferFacts[] | null }) => offers?.[0]?.steps?.[0]

describe('offers on their way into the database', () => {
  it('lose what the profile beside them tells, whatever its spelling, and keep the rest', () => {
    const told = offerWith({
      ...diagnosed('Name ASHA R  VERMA born 23/04/1991 differs'),
      resource: { redirectURL: 'https://kyc.example/s/7?who=asha+r+verma&lang=en', kind: 'KYC' },
    })
    const step = stepOf(maskOffers(told, PROFILE))
    expect(step?.diagnostics?.message).toBe('Name [redacted:personal] born [redacted:birth-date] differs')
    expect(step?.resource).toEqual({
      redirectURL: 'https://kyc.example/s/7?who=[redacted:personal]&lang=en',
      kind: 'KYC',
    })
  })

  it('lose what a pattern or the name of its field tells without any profile', () => {
    const step = stepOf(maskOffers(offerWith({ resource: { fullName: 'Asha', tel: '+919812345670' } }), null))
    expect(step?.resource).toEqual({ fullName: '[redacted:personal]', tel: '[redacted:mobile]' })
  })

  it('are the same where nobody wrote freely', () => {
    const told = offerWith({})
    expect(maskOffers(told, PROFILE)).toBe(told)
  })

  it('keep no word of it after an erasure', () => {
    const step = stepOf(stripOffers(offerWith({ ...diagnosed('Asha'), resource: { a: 1 } })))
    expect(step).toMatchObject({ resource: null, diagnostics: { code: 'X', message: null } })
  })
})
