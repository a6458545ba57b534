/** How an API call came out, for rates and charts. */

export const NO_ANSWER = 0
export const TOO_MANY = 429
/** What replaces an error code where the answer had none. */
export const OK_KEY = 'OK'
export const NO_ANSWER_KEY = 'NO_ANSWER'
/** What callers and routes beyond the number that rollups keep apart, and series beyond the largest, are counted under. */
export const OTHER_KEY = 'other'

/** Refused, failed, or never answered. */
export function isCallError(status: number): boolean {
  return status === NO_ANSWER || status >= 400
}

/** Families with a colour of their own. */
export const STATUS_FAMILIES = ['400', '401', '409', '429', '4xx', '5xx', 'none'] as const
export type StatusFamily = (typeof STATUS_FAMILIES)[number]

/** `401` also holds 403, `4xx` the refusals without a family of their own; `none` is a call that got no answer. */
export function statusFamily(status: number): StatusFamily {
  if (status === NO_ANSWER) return 'none'
  if (status >= 500) return '5xx'
  if (status === 400 || status === 422) return '400'
  if (status === 401 || status === 403) return '401'
  if (status === 409) return '409'
  return status === TOO_MANY ? '429' : '4xx'
}
