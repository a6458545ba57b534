import { z } from 'zod'
import type { JourneyState } from '@/lib/domain/journey-state'
import type { JourneySnapshot } from '@/lib/domain/snapshot'

/** JSON of snapshots' facts and of the folded state, as the database keeps them: dates in ISO, bigints as decimal strings. */

const date = z.string().transform((value) => new Date(value))
const big = z.string().transform((value) => BigInt(value))
const text = z.string().nullable()

const operation = z.object({
  operationID: z.string(),
  type: z.string(),
  status: z.string(),
  offerID: text,
  lender: text,
  startedAt: date.nullable(),
  updatedAt: date.nullable(),
  attempts: z.number().nullable(),
})

const step = z.object({
  stepID: z.string(),
  type: z.string(),
  status: z.string(),
  actionRequired: text,
  resource: z.record(z.string(), z.unknown()).nullable(),
  diagnostics: z
    .object({
      code: text,
      message: text,
      blockedBy: z.array(z.string()),
      requiredJourneyStatus: text,
      since: date.nullable(),
    })
    .nullable(),
  updatedAt: date.nullable(),
})

const aa = z.object({
  required: z.boolean().nullable(),
  state: text,
  aaSessionID: text,
  redirectExpiresAt: date.nullable(),
})

const offer = z.object({
  offerID: z.string(),
  lender: text,
  status: text,
  aa: aa.nullable(),
  proceededAt: date.nullable(),
  locked: z.boolean().nullable(),
  updatedAt: date.nullable(),
  steps: z.array(step).nullable(),
})

const factsSchema = z.object({
  borrowerExternalID: text,
  type: text,
  pendingOperations: z.array(operation).nullable(),
  offers: z.array(offer).nullable(),
})

const stateSchema: z.ZodType<JourneyState> = z.object({
  borrowerExternalID: text,
  type: text,
  status: z.string(),
  statusSince: date,
  nextAction: text,
  startedAt: date,
  operations: z.array(operation.extend({ since: date })).nullable(),
  offers: z
    .array(
      offer.extend({
        aa: aa.extend({ since: date }).nullable(),
        steps: z.array(step.extend({ since: date })).nullable(),
        listed: z.boolean(),
        firstSeenAt: date,
        version: big,
      }),
    )
    .nullable(),
  aaSessions: z.array(
    z.object({
      aaSessionID: z.string(),
      offerID: z.string(),
      state: text,
      redirectExpiresAt: date.nullable(),
      since: date,
    }),
  ),
  version: big,
  eventAt: date,
  webhookVersion: big.nullable(),
  pulledVersion: big.nullable(),
  lastKey: z.string(),
})

export type SnapshotFacts = z.output<typeof factsSchema>

export function factsOf(snapshot: JourneySnapshot): SnapshotFacts {
  const { borrowerExternalID, type, pendingOperations, offers } = snapshot
  return { borrowerExternalID, type, pendingOperations, offers }
}

export function parseFacts(json: unknown): SnapshotFacts {
  return factsSchema.parse(json)
}

export function parseState(json: unknown): JourneyState {
  return stateSchema.parse(json)
}

/** The state without bigints, so that `toJson` need not look for them. */
export function stateForJson(state: JourneyState) {
  const { version, webhookVersion, pulledVersion, offers } = state
  return {
    ...state,
    version: version.toString(),
    webhookVersion: webhookVersion?.toString() ?? null,
    pulledVersion: pulledVersion?.toString() ?? null,
    offers: offers?.map((offer) => ({ ...offer, version: offer.version.toString() })) ?? null,
  }
}

/** JSON text for a jsonb parameter; bigints, wherever they are, as decimal strings. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Some ten times slower, and rarely needed.
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
  }
}
