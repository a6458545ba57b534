/** What the login page is told when somebody tried too often. */
export const TOO_MANY_ATTEMPTS = 'TooManyAttempts'
/** … and when the database could not be asked. */
export const UNAVAILABLE = 'Unavailable'

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
