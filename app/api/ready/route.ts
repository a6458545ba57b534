import { readiness } from '@/lib/query/readiness'

export const dynamic = 'force-dynamic'

/** Ready: the database is reachable and migrated. 503 with the reason otherwise, within 2 s. */
export async function GET(): Promise<Response> {
  const { ready, reason } = await readiness()
  if (ready) return Response.json({ status: 'ready' })
  return Response.json({ status: 'unavailable', reason }, { status: 503, headers: { 'Retry-After': '2' } })
}
