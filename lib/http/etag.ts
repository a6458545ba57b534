import { DeskError } from '@/lib/errors'

export function etagOf(revision: number): string {
  return `"${revision}"`
}

/** The revision that `If-Match` asks for; null where there is none or `*`. Throws PRECONDITION_FAILED for another's tag. */
export function revisionOf(request: Request): number | null {
  const header = request.headers.get('if-match')?.trim()
  if (!header || header === '*') return null
  const revision = /^(?:W\/)?"(\d{1,9})"$/.exec(header)?.[1]
  if (revision) return Number(revision)
  throw new DeskError('PRECONDITION_FAILED', 'If-Match must be the ETag of an earlier answer, for example "3".')
}
