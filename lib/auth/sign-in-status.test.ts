import { expect, it } from 'vitest'
import { withHonestStatus } from '@/lib/auth/sign-in-status'

const answer = (error: string, status = 401) =>
  new Response(JSON.stringify({ url: `http://localhost/api/auth/error?error=${error}` }), { status })

it.each([
  ['TooManyAttempts', 429],
  ['Unavailable', 503],
  ['CredentialsSignin', 401],
])('a sign-in that failed with %s is answered %i, with the same words', async (error, status) => {
  const told = await withHonestStatus(answer(error))
  expect([told.status, await told.text()]).toEqual([status, await answer(error).text()])
})

it('leaves every other answer alone', async () => {
  expect((await withHonestStatus(answer('Unavailable', 200))).status).toBe(200)
})
