import { z } from 'zod'
import type { ZodOpenApiOverrideMetaContext } from 'zod-openapi'

/** Parameters that several lists share, as they stand in a query string. */

export const limit = z.coerce
  .number({ error: 'must be a whole number from 1 to 200' })
  .int({ error: 'must be a whole number from 1 to 200' })
  .min(1, { error: 'must be a whole number from 1 to 200' })
  .max(200, { error: 'must be a whole number from 1 to 200' })
  .default(50)
  .meta({ override: { type: 'integer', minimum: 1, maximum: 200, default: 50 } })

export const cursor = z.string().max(1_000, { error: 'is no cursor of ours' }).optional().meta({
  description: 'The nextCursor of the answer before.',
})

export const applicationID = z.guid({ error: 'must be the UUID of an application' })

const FIRST_INSTANT = Date.UTC(1970, 0, 1)
const LAST_INSTANT = Date.UTC(2200, 0, 1)

const isoInstant = z.iso.datetime({ offset: true })

function isInstant(value: unknown): boolean {
  const at =
    value instanceof Date ? value.getTime() : isoInstant.safeParse(value).success ? Date.parse(String(value)) : NaN
  return at >= FIRST_INSTANT && at < LAST_INSTANT
}

/** ISO 8601 with an offset, as a Date; a Date passes as it is. */
export const instant = z
  .custom<Date | string>(isInstant, {
    error: 'must be an ISO 8601 time with an offset between 1970 and 2200, for example 2026-03-05T16:48:20Z',
  })
  .meta({ override: { type: 'string', format: 'date-time' } })
  .transform((value) => new Date(value))

/** One of `values`, or several separated by commas. */
export function oneOrMore<const T extends readonly [string, ...string[]]>(values: T) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((part) => part.split(',')))
    .transform((parts) => parts.map((part) => part.trim()).filter(Boolean))
    .pipe(z.array(z.enum(values)).max(50))
    .meta({
      override: ({ jsonSchema }: ZodOpenApiOverrideMetaContext) => {
        delete jsonSchema.anyOf
        jsonSchema.type = 'string'
        jsonSchema.description = `One of ${values.join(', ')}, or several separated by commas.`
      },
    })
}

/** Details: which application is meant, where several hold the same ID. */
export const DetailQuerySchema = z.object({ applicationID: applicationID.optional() })

export const JourneyParamsSchema = z.object({ journeyID: z.string().min(1).max(500) })
