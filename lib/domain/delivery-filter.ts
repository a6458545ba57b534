import { z } from 'zod'
import { reasonSchema } from './bulk-job'
import { CONDITIONS, UNDETERMINED } from './conditions'
import { DELIVERY_SOURCES, ENVIRONMENTS, PROCESSINGS, VERDICTS } from './vocabulary'

/** Which deliveries somebody means, as it stands in a request's JSON and is kept with a job. */

export const DELIVERY_CAUSES: [string, ...string[]] = [
  UNDETERMINED,
  ...Object.keys(CONDITIONS['webhook-signature-failure'].causes),
]

const instant = z.iso.datetime({ offset: true, error: 'must be an ISO 8601 time with an offset' })
const oneOf = (values: readonly string[]) => ({ error: `must be one of ${values.join(', ')}` })

export const DeliveryFilterSchema = z
  .strictObject({
    verdict: z.array(z.enum(VERDICTS, oneOf(VERDICTS))).max(VERDICTS.length),
    cause: z.enum(DELIVERY_CAUSES, oneOf(DELIVERY_CAUSES)),
    source: z.enum(DELIVERY_SOURCES, oneOf(DELIVERY_SOURCES)),
    processing: z.enum(PROCESSINGS, oneOf(PROCESSINGS)),
    applicationID: z.guid({ error: 'must be the UUID of an application' }),
    environment: z.enum(ENVIRONMENTS, oneOf(ENVIRONMENTS)),
    from: instant,
    to: instant,
  })
  .partial()
export type DeliveryFilterInput = z.infer<typeof DeliveryFilterSchema>

/** Our own IDs or a filter, never both: what is meant has to be plain. */
const selection = {
  deliveryIDs: z
    .array(z.guid({ error: 'must be our own IDs of deliveries' }))
    .min(1, { error: 'must name a delivery' })
    .max(1_000, { error: 'must be at most 1,000; use a filter for more' })
    .optional(),
  filter: DeliveryFilterSchema.optional(),
}
const isOne = (input: { deliveryIDs?: unknown; filter?: unknown }) =>
  (input.deliveryIDs === undefined) !== (input.filter === undefined)
const EITHER = { error: 'give either deliveryIDs or a filter (an empty one means every delivery)', path: ['filter'] }

const dryRun = z.boolean({ error: 'must be true or false' }).default(false)
/** A dry run needs none. */
const reason = reasonSchema.optional()

export const ReworkSchema = z
  .strictObject({
    ...selection,
    reason,
    dryRun,
    /** Re-processing: also what is authentic but outside the time allowed. */
    applyStale: z.boolean({ error: 'must be true or false' }).default(false),
  })
  .refine(isOne, EITHER)
  .refine((input) => input.dryRun || input.reason, { error: 'must say why in a few words', path: ['reason'] })
export type ReworkInput = z.input<typeof ReworkSchema>

/** Why somebody has to see the exact bytes. */
export const RevealDeliverySchema = z.strictObject({ reason: reasonSchema })

/** What a job of the kinds delivery-reprocess and delivery-reverify does. */
export const ReworkChangeSchema = z.object({ applyStale: z.boolean() })

/** What became of one delivery. */
export const REWORK_OUTCOMES = [
  'applied',
  'applied-older',
  'already-applied',
  'verifies',
  'late',
  'still-refused',
  'still-quarantined',
  'not-eligible',
  'gone',
  'failed',
] as const
export type ReworkOutcome = (typeof REWORK_OUTCOMES)[number]
