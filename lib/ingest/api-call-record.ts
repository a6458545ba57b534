import { z } from 'zod'
import { isSensitive } from '@/lib/domain/redaction'
import { isStorableText } from '@/lib/domain/text'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { bigNumber } from '@/lib/platform/contract'
import { unlistedFields } from './batch-answer'

/** One record of `POST /api/ingest/api-calls`, ingest-api.md §2. Null equals absent; unlisted fields go to `extra`. */

export const ID_MAX = 200
export const PATH_MAX = 2_000
export const TEXT_MAX = 1_000

const FINGERPRINT = /^[0-9a-f]{12,64}$/i
const SHA256 = /^[0-9a-f]{64}$/i

const id = z.string().max(ID_MAX).nullish()
/** People read these, so a long one is cut and not refused. */
const prose = z
  .string()
  .transform((value) => value.slice(0, TEXT_MAX))
  .nullish()
const instant = z.iso.datetime({ offset: true, error: 'must be ISO 8601 with an offset' })
const environment = z.enum(ENVIRONMENTS, { error: 'must be live or test' })
const milliseconds = z.number().min(0)
/** A raw token where its digest belongs is taken out when it is stored, like anywhere else. */
const fingerprint = z
  .string()
  .max(PATH_MAX)
  .refine((value) => FINGERPRINT.test(value) || isSensitive(value), {
    error: 'must be the first 12 hex digits of the token’s SHA-256',
  })
  .nullish()
const digest = z
  .string()
  .max(PATH_MAX)
  .refine((value) => SHA256.test(value) || isSensitive(value), { error: 'must be 64 hex digits' })
  .nullish()

export const AUTH_KINDS = ['api_key', 'session', 'refresh', 'none', 'malformed'] as const

export const apiCallSchema = z.looseObject({
  callID: z.string().min(1).max(ID_MAX).refine(isStorableText, { error: 'must not hold NUL or lone surrogates' }),
  occurredAt: instant,
  durationMs: milliseconds.max(86_400_000).nullish(),
  caller: z.string().trim().min(1).max(ID_MAX),
  applicationID: z.guid({ error: 'must be a UUID' }),
  environment,
  method: z.string().regex(/^[A-Za-z][A-Za-z_-]{0,15}$/, { error: 'must be an HTTP method' }),
  path: z.string().min(1).max(PATH_MAX),
  status: z
    .number()
    .int()
    .refine((value) => value === 0 || (value >= 100 && value <= 599), {
      error: 'must be an HTTP status, or 0 where no answer came',
    }),
  error: prose,
  errorCode: z.string().max(100).nullish(),
  errorMessage: prose,
  errorField: z.string().max(ID_MAX).nullish(),
  retryable: z.boolean().nullish(),
  retryAfterMs: milliseconds.max(1e12).nullish(),
  requestID: id,
  correlationID: id,
  idempotencyKey: id,
  bodySha256: digest,
  borrowerExternalID: id,
  journeyID: id,
  offerID: id,
  aaSessionID: id,
  auth: z.looseObject({ kind: z.enum(AUTH_KINDS), environment: environment.nullish(), fingerprint }).nullish(),
  issued: z
    .looseObject({
      sessionFingerprint: fingerprint,
      sessionExpiresAt: instant.nullish(),
      refreshFingerprint: fingerprint,
      environment: environment.nullish(),
    })
    .nullish(),
  responseVersion: bigNumber.nullish(),
})

export type ApiCallRecord = z.infer<typeof apiCallSchema>

export const LISTED: ReadonlySet<string> = new Set(Object.keys(apiCallSchema.shape))

export function extraOf(record: ApiCallRecord): Record<string, unknown> | null {
  return unlistedFields(record, LISTED)
}
