import { z } from 'zod'

/**
 * Shapes of the platform's API and webhooks (contract version 2026-03-05). A tolerant reader: unknown fields pass
 * through, enums are plain strings, and every field but the IDs and the status may be null or absent.
 */
export const PLATFORM_CONTRACT_VERSION = '2026-03-05'
export const API_PREFIX = '/api/v1/headless'

/** What should be text and is a number or a flag is told as text; anything else is as good as not told. */
const text = z
  .union([z.string(), z.union([z.number(), z.boolean()]).transform(String)])
  .nullish()
  .catch(null)
const instant = z.iso.datetime({ offset: true }).nullish().catch(null)
/** An ID becomes part of a key, and an index entry has a largest size. */
const id = z.string().min(1).max(200)
const LARGEST_STORED = 2n ** 63n - 1n

/** A number that may exceed 2^53: read as a decimal string or a safe number, kept as bigint; at most 2^63 - 1. */
export const bigNumber = z
  .union([
    z.bigint(),
    z
      .number()
      .int()
      .transform((value) => BigInt(value)),
    z
      .string()
      .regex(/^\d{1,19}$/)
      .transform((value) => BigInt(value)),
  ])
  .refine((value) => value >= 0n && value <= LARGEST_STORED, { error: 'must be between 0 and 2^63 - 1' })

export const operationSchema = z.looseObject({
  operationID: id,
  type: z.string(),
  status: z.string(),
  offerID: text,
  lender: text,
  startedAt: instant,
  updatedAt: instant,
  attempts: z.number().nullish().catch(null),
})

export const stepSchema = z.looseObject({
  stepID: id,
  type: z.string(),
  status: z.string(),
  actionRequired: text,
  resource: z.record(z.string(), z.unknown()).nullish().catch(null),
  diagnostics: z
    .looseObject({
      code: text,
      message: text,
      blockedBy: z.array(z.string()).nullish(),
      requiredJourneyStatus: text,
      since: instant,
    })
    .nullish(),
  updatedAt: instant,
})

export const offerSchema = z.looseObject({
  offerID: id,
  journeyID: text,
  lender: text,
  status: text,
  aa: z
    .looseObject({
      required: z.boolean().nullish(),
      state: text,
      aaSessionID: id.nullish(),
      redirectExpiresAt: instant,
    })
    .nullish(),
  proceededAt: instant,
  locked: z.boolean().nullish(),
  updatedAt: instant,
  steps: z.array(stepSchema).nullish(),
})

export const profileSchema = z.looseObject({
  contactNumber: text,
  pan: text,
  panName: text,
  personalemail: text,
  officialemail: text,
  dob: text,
  gender: text,
  employmentType: text,
  monthlyIncome: z.union([z.number(), z.string()]).nullish(),
  pincode: z.union([z.number(), z.string()]).nullish(),
  requestedAmount: z.union([z.number(), z.string()]).nullish(),
})

export const snapshotJourneySchema = z.looseObject({
  journeyID: id,
  status: z.string().min(1).max(100),
  nextAction: text,
  type: text,
  pendingOperations: z.array(operationSchema).nullish(),
  offers: z.array(offerSchema).nullish(),
})

/** The body of a `journey.snapshot` webhook. */
export const snapshotSchema = z.looseObject({
  schema_version: text,
  event_type: z.literal('journey.snapshot'),
  event_id: id,
  event_at: z.iso.datetime({ offset: true }),
  snapshot_generated_at: instant,
  sequence: bigNumber,
  issuer: z.looseObject({ source: text, trigger: text }).nullish(),
  tenant_id: z.string(),
  application_id: z.string(),
  borrower: z.looseObject({
    borrowerExternalID: id,
    journeys: z.array(snapshotJourneySchema),
    profile: profileSchema.nullish(),
  }),
})
export type Snapshot = z.infer<typeof snapshotSchema>

export const journeyStateSchema = z.looseObject({
  journeyID: z.string(),
  borrowerExternalID: text,
  type: text,
  status: z.string(),
  nextAction: text,
  pendingOperations: z.array(operationSchema).nullish(),
  offers: z.array(offerSchema).nullish(),
  updatedAt: z.iso.datetime({ offset: true }),
  version: bigNumber,
})

export const offersSchema = z.looseObject({ offers: z.array(offerSchema) })
export const stepsSchema = z.looseObject({ offerID: z.string(), journeyID: text, steps: z.array(stepSchema) })

export const sessionSchema = z.looseObject({
  borrowerID: text,
  borrowerExternalID: text,
  sessionToken: z.string(),
  refreshToken: text,
  sessionExpiresAt: z.iso.datetime({ offset: true }),
  refreshExpiresAt: instant,
  activeJourney: z.looseObject({ journeyID: z.string(), status: z.string(), nextAction: text }).nullish(),
})

export const platformDeliverySchema = z.looseObject({
  deliveryID: z.string(),
  eventID: text,
  applicationID: text,
  url: text,
  attempt: z.number().nullish(),
  attemptedAt: z.iso.datetime({ offset: true }),
  responseStatus: z.number().nullish(),
  durationMs: z.number().nullish(),
  error: text,
  nextAttemptAt: instant,
  headers: z.record(z.string(), z.unknown()).nullish(),
  rawBodyBase64: text,
})
export const platformDeliveriesSchema = z.looseObject({
  deliveries: z.array(platformDeliverySchema),
  nextCursor: text,
})

export const envelopeSchema = z.looseObject({
  requestID: text,
  correlationID: text,
  timestamp: text,
  data: z.unknown(),
  error: z
    .looseObject({
      code: z.string(),
      message: text,
      retryable: z.boolean().nullish(),
      details: z.looseObject({ field: text }).nullish(),
    })
    .nullish(),
})

export const WEBHOOK_HEADERS = {
  eventID: 'x-al-event-id',
  tenantID: 'x-al-tenant-id',
  applicationID: 'x-al-application-id',
  timestamp: 'x-al-webhook-timestamp',
  signature: 'x-al-webhook-signature',
} as const
