import { createHash } from 'node:crypto'
import { DeskError } from '@/lib/errors'
import { NO_STORE } from './errors'

export function etagOf(revision: number): string {
  return `"${revision}"`
}

/** A tag of what an answer says, for what has no revision of its own. */
export function contentTag(value: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)}"`
}

/** A detail with its ETag; 304 without a body where `If-None-Match` names it. */
export function answerDetail(request: Request, value: object, etag = contentTag(value)): Response {
  const headers = { ...NO_STORE, ETag: etag }
  if (isKnown(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return Response.json(value, { headers })
}

/** `If-None-Match` compares weakly and takes several tags, or `*`. */
function isKnown(header: string | null, etag: string): boolean {
  const tags = (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes('*') || tags.includes(etag)
}

/**
 * The revision that `If-Match` asks for, of up to 15 digits, since some are milliseconds; null where there is none or
 * `*`. Throws PRECONDITION_FAILED for another's tag.
 */
export function revisionOf(request: Request): number | null {
  const header = request.headers.get('if-match')?.trim()
  if (!header || header === '*') return null
  const revision = /^(?:W\/)?"(\d{1,15})"$/.exec(header)?.[1]
  if (revision) return Number(revision)
  throw new DeskError('PRECONDITION_FAILED', 'If-Match must be the ETag of an earlier answer, for example "3".')
}
