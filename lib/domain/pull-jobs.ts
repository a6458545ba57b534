import { z } from 'zod'

/** What travels between those who ask for a pull and the worker that does it. */

export const PULL_TRIGGERS = ['user', 'token', 'schedule', 'cli'] as const

const triggerSchema = z.object({
  kind: z.enum(PULL_TRIGGERS),
  /** The name that stands in the audit log. */
  actor: z.string(),
})
export type PullTrigger = z.infer<typeof triggerSchema>

export const pullRoundJobSchema = z.object({ applicationIDs: z.array(z.string()), trigger: triggerSchema })
export type PullRoundJob = z.infer<typeof pullRoundJobSchema>

export const pullJourneyJobSchema = z.object({
  applicationID: z.string(),
  journeyID: z.string(),
  borrowerExternalID: z.string(),
  trigger: triggerSchema,
})
export type PullJourneyJob = z.infer<typeof pullJourneyJobSchema>

const pullProblemSchema = z.object({
  applicationID: z.string(),
  /** Null: not about one journey. */
  journeyID: z.string().nullable(),
  /** The platform's error code, or one of ours. */
  code: z.string(),
  message: z.string(),
})
export type PullProblem = z.infer<typeof pullProblemSchema>

export const pullCountsSchema = z.object({
  /** Applications that were asked. */
  applications: z.number(),
  /** Journeys that were asked for: updated + unchanged + failed. */
  journeys: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  failed: z.number(),
  /** Attempts in the platform's delivery log that were new to us. */
  deliveries: z.number(),
  /** The first of what went wrong. */
  errors: z.array(pullProblemSchema),
})
export type PullCounts = z.infer<typeof pullCountsSchema>

export const pullJourneyResultSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    applicationID: z.string(),
    journeyID: z.string(),
    updated: z.boolean(),
    version: z.string(),
  }),
  z.object({ ok: z.literal(false), problem: pullProblemSchema, retryAfterMs: z.number().nullable() }),
])
export type PullJourneyResult = z.infer<typeof pullJourneyResultSchema>

const ERRORS_MAX = 20

export function noCounts(): PullCounts {
  return { applications: 0, journeys: 0, updated: 0, unchanged: 0, failed: 0, deliveries: 0, errors: [] }
}

export function addCounts(a: PullCounts, b: PullCounts): PullCounts {
  return {
    applications: a.applications + b.applications,
    journeys: a.journeys + b.journeys,
    updated: a.updated + b.updated,
    unchanged: a.unchanged + b.unchanged,
    failed: a.failed + b.failed,
    deliveries: a.deliveries + b.deliveries,
    errors: [...a.errors, ...b.errors].slice(0, ERRORS_MAX),
  }
}
