import { env } from '@/lib/env'

/** Whether a browser says that one of our own pages sent this request. Silence counts as no. */
export function isFromOurselves(request: Request, ownURL: string | undefined = env().NEXTAUTH_URL): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin') return false
  const origin = request.headers.get('origin')
  if (origin === null) return site === 'same-origin'
  if (!URL.canParse(origin)) return false
  if (ownURL && origin === new URL(ownURL).origin) return true
  // A page of another site cannot choose the Host that its request goes to.
  return new URL(origin).host === request.headers.get('host')
}
