import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { DeskError, ERROR_STATUS, type ErrorCode } from '@/lib/errors'
import { isDatabaseUnavailable } from '@/lib/unavailable'
import { currentOrigin } from '@/lib/request-origin'
import { errorSummary } from '@/lib/telemetry/error-summary'
import { log } from '@/lib/telemetry/log'

export const NO_STORE = { 'Cache-Control': 'no-store' } as const
const RETRY_AFTER_SECONDS = 5

/** The one place where an error becomes an answer: `{ error: { code, message, details } }`. */
export function errorResponse(error: unknown): Response {
  if (error instanceof DeskError) return fromDeskError(error)
  if (error instanceof z.ZodError) return fromDeskError(badInput('input', error))
  if (isDatabaseUnavailable(error)) {
    log().warn({ failure: errorSummary(error) }, 'the database cannot be reached')
    const message = 'The database cannot be reached. Try again in a few seconds.'
    return failure('UNAVAILABLE', message, undefined, { 'Retry-After': String(RETRY_AFTER_SECONDS) })
  }
  const correlationID = currentOrigin()?.requestID ?? randomUUID()
  log().error({ correlationID, failure: errorSummary(error) }, 'a request failed unexpectedly')
  return failure('INTERNAL', 'Something went wrong on our side. Name the correlationID when you report it.', {
    correlationID,
  })
}

export function methodNotAllowed(allowed: string[]): Response {
  const message = `This address answers ${allowed.join(', ')} only.`
  return failure('METHOD_NOT_ALLOWED', message, undefined, { Allow: allowed.join(', ') })
}

function fromDeskError(error: DeskError): Response {
  if (error.cause) log().error({ err: errorSummary(error.cause) }, error.message)
  const headers: Record<string, string> = {}
  if (error.code === 'UNAUTHENTICATED') headers['WWW-Authenticate'] = 'Bearer'
  if (error.retryAfterSeconds !== null) headers['Retry-After'] = String(error.retryAfterSeconds)
  else if (error.code === 'UNAVAILABLE') headers['Retry-After'] = String(RETRY_AFTER_SECONDS)
  return failure(error.code, error.message, error.details, headers)
}

function failure(code: ErrorCode, message: string, details: unknown, headers: Record<string, string> = {}): Response {
  const body = { error: details === undefined ? { code, message } : { code, message, details } }
  return Response.json(body, { status: ERROR_STATUS[code], headers: { ...NO_STORE, ...headers } })
}

/** BAD_REQUEST that names each parameter and what is allowed. `what` says where it stood: query, path or body. */
export function badInput(what: string, error: z.ZodError): DeskError {
  const details = error.issues.map((issue) => ({
    path: pathOf(what, issue),
    message: messagesOf(issue).join(' or '),
  }))
  const sentence = details.map((problem) => `${problem.path}: ${problem.message}`).join('; ')
  return new DeskError('BAD_REQUEST', shorten(sentence, 2_000), details.slice(0, 20))
}

/** In a query string a parameter is one text, also where several values stand in it. */
function pathOf(what: string, { path }: z.core.$ZodIssue): string {
  return (what === 'query' ? path.slice(0, 1) : path).map(String).join('.') || what
}

/** A union says only that nothing fitted; what each of its members wanted is what helps. */
function messagesOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [shorten(issue.message, 500)]
  return [...new Set(issue.errors.flat().flatMap(messagesOf))]
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
