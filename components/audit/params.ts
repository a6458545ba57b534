import { createLoader, parseAsIsoDateTime, parseAsString } from 'nuqs/server'

/** What is searched for, each of them whole. */
export const auditWords = { actor: parseAsString, action: parseAsString, subject: parseAsString }

export const loadAuditParams = createLoader({
  ...auditWords,
  /** A time range of one's own, in place of the last so many hours. */
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  cursor: parseAsString,
})

export function isNarrowed(words: Record<keyof typeof auditWords, string | null>): boolean {
  return Object.values(words).some(Boolean)
}
