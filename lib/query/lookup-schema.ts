import { z } from 'zod'
import { cleanID, LOOKUP_KINDS } from '@/lib/domain/lookup'
import { ENVIRONMENTS, OWNERS } from '@/lib/domain/vocabulary'
import { applicationID } from '@/lib/query/inputs'
import { FindingSchema } from '@/lib/query/schemas'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })
const ONE_ID = 'must be one ID, mobile number or PAN of 1 to 200 characters'

/** Input of `lookUp`: in a query string (GET) or a body (POST, for what must not stand in a URL). */
export const LookupQuerySchema = z.object({
  q: z
    .string({ error: ONE_ID })
    .transform(cleanID)
    .pipe(z.string().min(1, { error: ONE_ID }).max(200, { error: ONE_ID }))
    .meta({
      override: { type: 'string', minLength: 1, maxLength: 200 },
      description: 'An ID, or a mobile number or PAN.',
    }),
  applicationID: applicationID.optional(),
})
export type LookupQuery = z.input<typeof LookupQuerySchema>

/** Where a journey stands, so that it can be said without opening it. */
export const LookupJourneySchema = z.object({
  journeyID: z.string(),
  borrowerExternalID: z.string().nullable(),
  type: z.string().nullable(),
  status: z.string(),
  lender: z.string().nullable(),
  owner: z.enum(OWNERS),
  ownerReason: z.string(),
  stuck: z.boolean(),
  stuckSince: at.nullable(),
  waitingSince: at,
  updatedAt: at,
  openStep: z.string().nullable().meta({ description: 'Type of the step that waits for the borrower.' }),
  findings: z.array(FindingSchema.pick({ id: true, condition: true, cause: true, severity: true, status: true })),
  verdict: z
    .string()
    .meta({ description: 'One sentence: status, whose move, since when, stuck or not, and the cause.' }),
})
export type LookupJourney = z.infer<typeof LookupJourneySchema>

export const LookupHitSchema = z
  .object({
    kind: z.enum(LOOKUP_KINDS),
    id: z.string().meta({ description: 'Never a mobile number or PAN: a borrower found by one is told by its ID.' }),
    matchedBy: z.enum(['id', 'mobile', 'pan']),
    applicationID: z.guid().nullable().meta({ description: 'Null: a delivery that names no application we know.' }),
    application: z.string().nullable(),
    environment: z.enum(ENVIRONMENTS).nullable(),
    at: at.nullable(),
    detail: z.string().nullable(),
    count: z.int().meta({ description: 'Rows with this ID that live at the same place.' }),
    href: z.string().meta({ description: 'The page where it lives.' }),
    journey: LookupJourneySchema.nullable().meta({
      description: 'The journey that it belongs to, where one is known.',
    }),
  })
  .meta({ id: 'LookupHit' })
export type LookupHit = z.infer<typeof LookupHitSchema>
