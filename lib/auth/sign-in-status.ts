import type { Refusal } from '@/lib/auth/sign-in'

/** What the login page is told when somebody tried too often. */
export const TOO_MANY_ATTEMPTS = 'TooManyAttempts'
/** … when the database could not be asked … */
export const UNAVAILABLE = 'Unavailable'
/** … and about the second factor. */
export const CODE_NEEDED = 'CodeNeeded'
export const CODE_WRONG = 'CodeWrong'

/** Null says no more than that the credentials are wrong. */
export const ERROR_OF: Record<Refusal, string | null> = {
  refused: null,
  throttled: TOO_MANY_ATTEMPTS,
  'code-needed': CODE_NEEDED,
  'code-wrong': CODE_WRONG,
}

const STATUS: [string, number][] = [
  [TOO_MANY_ATTEMPTS, 429],
  [UNAVAILABLE, 503],
]

/** next-auth answers every failed sign-in with 401; what was no fault of the password gets its own status. */
export async function withHonestStatus(answer: Response): Promise<Response> {
  if (answer.status !== 401) return answer
  const text = await answer.clone().text()
  const status = STATUS.find(([error]) => text.includes(`error=${error}`))?.[1]
  return status ? new Response(text, { status, headers: answer.headers }) : answer
}
