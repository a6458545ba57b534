import { z } from 'zod'
import { envelopeSchema } from './contract'
import { OWN_CODES, PlatformError } from './errors'
import { parseRetryAfter } from './retry-after'

/** What came back over HTTP, before anybody believed it. */
export interface RawAnswer {
  status: number
  retryAfter: string | null
  text: string
}

/** How one attempt ended. A value rather than a throw, so that the breaker counts a refusal as a sign of life. */
export type Attempt<T> = { ok: true; data: T } | { ok: false; error: PlatformError }

const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])

/** Numbers that JSON.parse would round. Inside a string the quotes would be escaped, so this matches keys alone. */
const LONG_NUMBERS = /"(version|sequence)"(\s*:\s*)(\d{16,19})(?=\s*[,}])/g

export function parseAnswer<T>(raw: RawAnswer, schema: z.ZodType<T>, call: string, now: Date): Attempt<T> {
  const envelope = readEnvelope(raw.text)
  if (envelope.problem !== null || raw.status >= 300 || envelope.value.error) {
    return { ok: false, error: refusal(raw, envelope, call, now) }
  }
  const data = schema.safeParse(envelope.value.data)
  if (data.success) return { ok: true, data: data.data }
  const at = [...new Set(data.error.issues.map((issue) => issue.path.join('.') || 'data'))].slice(0, 5).join(', ')
  return { ok: false, error: badAnswer(raw.status, `${call}: the answer breaks the contract at ${at}.`, false) }
}

export function badAnswer(status: number, message: string, retryable: boolean): PlatformError {
  return new PlatformError({ code: OWN_CODES.badAnswer, status, message, retryable })
}

type Envelope = { value: z.infer<typeof envelopeSchema>; problem: null } | { value: null; problem: string }

function readEnvelope(text: string): Envelope {
  let json: unknown
  try {
    json = JSON.parse(text.replace(LONG_NUMBERS, '"$1"$2"$3"'))
  } catch {
    return { value: null, problem: 'is no JSON' }
  }
  const parsed = envelopeSchema.safeParse(json)
  return parsed.success ? { value: parsed.data, problem: null } : { value: null, problem: 'has no envelope' }
}

function refusal(raw: RawAnswer, envelope: Envelope, call: string, now: Date): PlatformError {
  const told = envelope.value?.error
  const retryAfterMs = parseRetryAfter(raw.retryAfter, now)
  if (!told && raw.status < 300) {
    return badAnswer(raw.status, `${call}: the answer ${envelope.problem ?? 'is empty'}.`, true)
  }
  const code = told?.code ?? OWN_CODES.httpStatus(raw.status)
  return new PlatformError({
    code,
    status: raw.status,
    message: `${call} was refused with ${raw.status} ${code}.`,
    field: told?.details?.field,
    retryable: told?.retryable ?? RETRYABLE_STATUSES.has(raw.status),
    retryAfterMs,
    requestID: envelope.value?.requestID,
    correlationID: envelope.value?.correlationID,
  })
}
