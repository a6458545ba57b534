import { z } from 'zod'

const rows = z.object({
  data: z.array(z.looseObject({ id: z.string(), subject: z.object({ id: z.string() }).optional() })),
})

/** An address for each screen, with IDs of what the desk holds. `token` needs the scope read. */
export async function screenPaths(url: string, token: string): Promise<Record<string, string>> {
  const first = async (path: string) => {
    const answer = await fetch(`${url}/api/v1/${path}&limit=1`, { headers: { authorization: `Bearer ${token}` } })
    const [row] = rows.parse(await answer.json()).data
    if (!row) throw new Error(`Nothing to show: /api/v1/${path} is empty`)
    return row
  }
  const finding = await first('findings?condition=offers-pending&status=open')
  const delivery = await first('deliveries?verdict=signature-mismatch')
  return {
    overview: '/',
    journeys: '/journeys',
    journey: `/journeys/${encodeURIComponent(finding.subject?.id ?? '')}`,
    guidance: '/guidance',
    'guidance-condition': '/guidance/offers-pending',
    findings: '/findings',
    finding: `/findings/${finding.id}`,
    webhooks: '/webhooks?range=14d',
    delivery: `/webhooks/${delivery.id}`,
    errors: '/errors',
    'rate-limits': '/rate-limits',
    settings: '/settings',
  }
}
