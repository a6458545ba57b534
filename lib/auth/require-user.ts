import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { safeCallbackPath } from '@/lib/auth/callback-url'
import { PATH_HEADER } from '@/lib/auth/headers'
import { sessionPrincipal, type UserPrincipal } from '@/lib/auth/session'

/** For pages: who is signed in, or null. Read once a request. */
export const currentUser = cache(async (): Promise<UserPrincipal | null> =>
  sessionPrincipal(new Headers(await headers())),
)

/** For pages: the signed-in user; anybody else is sent to /login and back afterwards. */
export async function requireUser(): Promise<UserPrincipal> {
  const user = await currentUser()
  if (user) return user
  const path = safeCallbackPath((await headers()).get(PATH_HEADER))
  redirect(`/login?callbackUrl=${encodeURIComponent(path)}`)
}
