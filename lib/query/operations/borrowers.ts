import { z } from 'zod'
import { EraseBorrowerSchema, REVEALABLE, RevealBorrowerFieldSchema } from '@/lib/domain/borrower-input'
import type { Operation } from './operation'

const erasure = z.object({
  applicationID: z.guid(),
  borrowerExternalID: z.string(),
  erasedAt: z.date().meta({ override: { type: 'string', format: 'date-time' } }),
  journeys: z.number(),
  deliveries: z.number(),
  calls: z.number(),
})

const borrower = { applicationID: '$APPLICATION_ID', borrowerExternalID: 'CUST_0012' }

export const BORROWER_OPERATIONS: Operation[] = [
  {
    method: 'post',
    path: '/borrowers/reveal',
    id: 'revealBorrowerField',
    summary: 'One personal field of one borrower, unmasked.',
    description: 'Who looked at what and why goes into the audit log before the answer leaves.',
    needs: 'person',
    body: RevealBorrowerFieldSchema,
    answer: z.object({ field: z.enum(REVEALABLE), value: z.string() }),
    errors: ['404'],
    example: { body: { ...borrower, field: 'dob', reason: 'The borrower asked which date we hold.' } },
  },
  {
    method: 'post',
    path: '/borrowers/erase',
    id: 'eraseBorrower',
    summary: 'Takes the personal data of one borrower out of everything that is kept.',
    description: 'There is no way back. Journeys, deliveries and calls stay without it; what comes later is not kept.',
    needs: 'admin',
    body: EraseBorrowerSchema,
    answer: erasure,
    errors: ['404'],
    example: { body: { ...borrower, confirm: 'CUST_0012', reason: 'The borrower asked to be forgotten.' } },
  },
]
