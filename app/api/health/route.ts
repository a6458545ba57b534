/** Alive: the process answers. Says nothing about the database; that is /api/ready. */
export function GET(): Response {
  return Response.json({ status: 'ok' })
}
