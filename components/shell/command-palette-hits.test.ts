import { describe, expect, it } from 'vitest'
import { hitTitle, looksLikeID, parseHits } from './command-palette-hits'

const NOW = new Date('2026-03-05T16:48:20.000Z')

describe('what is looked up', () => {
  it.each([
    'j-1',
    'CUST_0012',
    'b7bb465b-135e-4ffd-9c7f-0d43f7ee43d9',
    '"evt_01JB2X4CE6",',
    '+91 98765 04321',
    'ABCPE1234F',
  ])('%s is', (text) => expect(looksLikeID(text)).toBe(true))

  it.each(['stuck', 'dark theme', '429 rate limited', 'ab', ''])('%s is not', (text) =>
    expect(looksLikeID(text)).toBe(false),
  )
})

describe('the answer of a lookup', () => {
  const journey = {
    journeyID: 'j-1',
    type: 'PERSONAL_LOAN',
    status: 'KYC_PENDING',
    owner: 'borrower',
    stuck: false,
    stuckSince: null,
    waitingSince: '2026-03-05T16:00:00.000Z',
    lender: null,
    openStep: 'KYC',
    findings: [],
    verdict: 'KYC_PENDING for 48 min: the borrower’s move.',
  }
  const hit = { kind: 'offer', id: 'of-1', href: '/journeys/j-1', count: 1, environment: 'live', journey }

  it('becomes a hit with what to tell the borrower', () => {
    const [found] = parseHits({ data: [hit] }, NOW)
    expect(found).toMatchObject({ kind: 'offer', environment: 'live', journey: { journeyID: 'j-1', stuck: false } })
    expect(found?.journey?.summary).toBe(
      'Your personal loan application is at the identity check. Please open the app and complete the identity check.',
    )
  })

  it('leads nowhere else than into the desk', () => {
    expect(parseHits({ data: [{ ...hit, href: 'https://elsewhere.example' }] }, NOW)).toEqual([])
    expect(parseHits({ data: [{ ...hit, kind: 'unheard-of' }] }, NOW)).toEqual([])
    expect(parseHits('nonsense', NOW)).toEqual([])
  })

  it('names what it is, and how often', () => {
    expect(hitTitle({ kind: 'event', id: 'evt_1', count: 3 })).toBe('Event evt_1 (3 attempts)')
    expect(hitTitle({ kind: 'aa_session', id: 'aa-1', count: 1 })).toBe('AA session aa-1')
  })
})
