const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /

/** `Retry-After` in milliseconds from `now`: whole seconds or an HTTP date. Null for anything else; a past date is 0. */
export function parseRetryAfter(header: string | null | undefined, now: Date): number | null {
  const value = header?.trim()
  if (!value) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  if (!HTTP_DATE.test(value)) return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
