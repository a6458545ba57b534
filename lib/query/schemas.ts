import { z } from 'zod'
import { CONDITIONS, FINDING_STATUSES, SEVERITIES, SUBJECT_TYPES } from '@/lib/domain/conditions'
import { DELIVERY_SOURCES, ENVIRONMENTS, OWNERS, PROCESSINGS, VERDICTS } from '@/lib/domain/vocabulary'

/** What the read API answers. Dates are `Date` here and ISO 8601 in JSON; versions and sequences are decimal strings. */

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })
const decimal = z.string().regex(/^\d+$/).meta({ description: 'A whole number in decimal digits; may exceed 2^53.' })
/** A status word of the platform; words that we do not know are passed on as they came. */
const word = z.string()
const json = z.json()

export const EvidenceSchema = z.object({
  kind: z.string(),
  at: at.nullable(),
  summary: z.string(),
  ref: json.nullable().meta({ description: 'What the row points at, for example { "deliveryID": … }.' }),
})
export type Evidence = z.infer<typeof EvidenceSchema>

export const RejectedCauseSchema = z.object({ cause: z.string(), why: z.string() })
export type RejectedCause = z.infer<typeof RejectedCauseSchema>

export const FindingSchema = z
  .object({
    id: z.guid(),
    condition: z.string().meta({ description: 'A condition ID.', examples: Object.keys(CONDITIONS) }),
    cause: z.string().meta({ description: 'A cause ID, or undetermined where the evidence does not decide.' }),
    confidence: z.number().min(0).max(1),
    severity: z.enum(SEVERITIES),
    status: z.enum(FINDING_STATUSES),
    subject: z.object({ type: z.enum(SUBJECT_TYPES), id: z.string(), detail: json.nullable() }),
    environment: z.enum(ENVIRONMENTS),
    applicationID: z.guid(),
    firstSeenAt: at,
    lastSeenAt: at,
    occurrences: z.int(),
    summary: z.string(),
    evidence: z.array(EvidenceSchema),
    rejectedCauses: z.array(RejectedCauseSchema),
    guidance: z.string().meta({ example: '/guidance/offers-pending#aa-required' }),
    regressed: z.boolean().meta({ description: 'It was resolved and came back.' }),
    assignee: z.string().nullable(),
    snoozeUntil: at.nullable(),
    snoozeUntilWorse: z
      .object({ occurrences: z.int().nullable(), subjects: z.int().nullable() })
      .nullable()
      .meta({ description: 'Snoozed until there are so many more than when it was snoozed.' }),
    note: z.string().nullable(),
    resolvedAt: at.nullable(),
    resolvedBy: z.string().nullable(),
    revision: z.int().meta({ description: 'The ETag of the finding, for If-Match.' }),
    incidentID: z
      .guid()
      .nullable()
      .optional()
      .meta({ description: 'The incident that it is part of; of several the open and newest.' }),
    incidentIDs: z.array(z.guid()).optional().meta({ description: 'All of them.' }),
    children: z
      .int()
      .optional()
      .meta({ description: 'Findings that follow from it, where it is the cause of an incident.' }),
  })
  .meta({ id: 'Finding' })
export type Finding = z.infer<typeof FindingSchema>

export const ForensicsSchema = z.object({
  cause: z.string(),
  confidence: z.number(),
  sentence: z.string(),
  offset: z.int().nullable().meta({ description: 'First byte that differs, where two byte strings are compared.' }),
  tried: json,
  missing: json,
  steps: z.array(z.string()).optional().meta({ description: 'The changes under which the digest matches.' }),
  secretID: z.string().nullable().optional().meta({ description: 'The secret under which it matches.' }),
})

export const DeliverySchema = z
  .object({
    id: z.guid(),
    deliveryID: z.string(),
    source: z.enum(DELIVERY_SOURCES),
    applicationID: z.guid().nullable().meta({ description: 'Null: the delivery names no application that we know.' }),
    eventID: z.string().nullable(),
    attempt: z.int(),
    receivedAt: at,
    verdict: z.enum(VERDICTS),
    cause: z.string().nullable(),
    forensics: ForensicsSchema.nullable(),
    journeyIDs: z.array(z.string()),
    responseStatus: z.int().nullable(),
    processing: z.enum(PROCESSINGS),
    headers: z.record(z.string(), json),
    bodySize: z.int(),
    bodySha256: z.string().nullable(),
    sequence: decimal.nullable(),
    eventAt: at.nullable(),
    durationMs: z.int().nullable(),
  })
  .meta({ id: 'Delivery' })
export type Delivery = z.infer<typeof DeliverySchema>

export const PendingOperationSchema = z.object({
  operationID: z.string(),
  type: word,
  status: word,
  offerID: z.string().nullable(),
  lender: z.string().nullable(),
  attempts: z.int().nullable(),
  startedAt: at.nullable(),
  updatedAt: at.nullable(),
  since: at.nullable().meta({ description: 'In this state since.' }),
})

export const StepSchema = z.object({
  stepID: z.string(),
  type: word,
  status: word,
  actionRequired: word.nullable(),
  resource: z.record(z.string(), json).nullable(),
  diagnostics: z
    .object({
      code: z.string().nullable(),
      message: z.string().nullable(),
      blockedBy: z.array(word),
      requiredJourneyStatus: word.nullable(),
      since: at.nullable(),
    })
    .nullable(),
  since: at.nullable(),
  updatedAt: at.nullable(),
})

export const OfferSchema = z.object({
  offerID: z.string(),
  lender: z.string().nullable(),
  status: word.nullable(),
  aa: z
    .object({
      required: z.boolean().nullable(),
      state: word.nullable(),
      aaSessionID: z.string().nullable(),
      redirectExpiresAt: at.nullable(),
    })
    .nullable(),
  proceededAt: at.nullable(),
  locked: z.boolean().nullable(),
  updatedAt: at.nullable(),
  steps: z.array(StepSchema).nullable().meta({ description: 'Null: nothing was ever said of its steps.' }),
})

export const TIMELINE_KINDS = ['status', 'webhook', 'pull', 'operation', 'step', 'aa', 'finding', 'call'] as const

export const TimelineEntrySchema = z.object({
  at,
  kind: z.enum(TIMELINE_KINDS),
  summary: z.string(),
  status: word.nullable().meta({ description: 'The journey status that this entry tells of.' }),
  sequence: decimal.nullable(),
  ref: json.nullable().meta({ description: 'What the entry points at, for example { "deliveryID": … }.' }),
})
export type TimelineEntry = z.infer<typeof TimelineEntrySchema>

export const JourneySchema = z
  .object({
    journeyID: z.string(),
    borrowerExternalID: z.string().nullable(),
    applicationID: z.guid(),
    environment: z.enum(ENVIRONMENTS),
    type: word.nullable(),
    status: word,
    nextAction: z.string().nullable(),
    lender: z.string().nullable(),
    owner: z.enum(OWNERS).meta({ description: 'Who has to make the next move.' }),
    ownerReason: z.string(),
    stuck: z.boolean(),
    stuckSince: at.nullable(),
    waitingSince: at,
    startedAt: at,
    updatedAt: at.meta({ description: 'Event time of the newest snapshot.' }),
    version: decimal,
    pendingOperations: z.array(PendingOperationSchema),
    offers: z.array(OfferSchema),
    timeline: z.array(TimelineEntrySchema),
    findings: z.array(FindingSchema),
  })
  .meta({ id: 'Journey' })
export type Journey = z.infer<typeof JourneySchema>

/** A journey as lists show it. */
export const JourneySummarySchema = JourneySchema.omit({
  pendingOperations: true,
  offers: true,
  timeline: true,
  findings: true,
})
  .extend({
    findings: z.array(FindingSchema.pick({ id: true, condition: true, cause: true, severity: true, status: true })),
  })
  .meta({ id: 'JourneySummary' })
export type JourneySummary = z.infer<typeof JourneySummarySchema>

export const ErrorSchema = z
  .object({ error: z.object({ code: z.string(), message: z.string(), details: json.optional() }) })
  .meta({ id: 'Error' })

export interface Page<T> {
  data: T[]
  /** Pass it back as `cursor`; null on the last page. */
  nextCursor: string | null
}
