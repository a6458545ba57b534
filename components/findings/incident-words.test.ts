import { expect, it } from 'vitest'
import { incidentTitle } from '@/lib/domain/incident'
import { reachWords, unknownWords } from './incident-words'

const reach = { journeys: 12, borrowers: 7, unknownBorrowers: 0, requestedAmount: 350_000, unknownAmounts: 0 }

it('says what happened by its kind', () => {
  const named = { condition: 'webhook-signature-failure', cause: 'wrong-secret', subject: 'Acme Bank' }
  expect(incidentTitle({ ...named, kind: 'lender-outage' })).toBe('Acme Bank does not answer')
  expect(incidentTitle({ ...named, kind: 'caller-overload' })).toBe('Acme Bank sends too much')
  expect(incidentTitle({ ...named, kind: 'delivery-failure' })).toBe('Webhooks refused: wrong secret')
})

it('tells how far it reaches, and says so where the amount is unknown', () => {
  expect(reachWords(reach)).toBe('12 journeys · 7 borrowers · ₹3,50,000 requested')
  expect(reachWords({ ...reach, journeys: 1, borrowers: 1, requestedAmount: null })).toBe(
    '1 journey · 1 borrower · amount unknown',
  )
  expect(reachWords({ ...reach, journeys: 0 })).toBe('no journey is known to be affected')
})

it('says what the figures leave out', () => {
  expect(unknownWords(reach)).toBeNull()
  expect(unknownWords({ ...reach, unknownAmounts: 5 })).toContain('5 of 7 borrowers')
  expect(unknownWords({ ...reach, unknownAmounts: 7, unknownBorrowers: 1 })).toBe(
    'The borrower of 1 journey is not known. What these borrowers asked for is not known.',
  )
})
