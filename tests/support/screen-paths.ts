import { z } from 'zod'
import { screenPaths } from '@/scripts/browser/screens'

const rows = z.object({
  data: z.array(z.looseObject({ id: z.string(), subject: z.object({ id: z.string() }).optional() })),
})

/** The screens with IDs of what the desk holds. `token` needs the scope read. */
export async function seededScreens(url: string, token: string): Promise<ReturnType<typeof screenPaths>> {
  const first = async (path: string) => {
    const answer = await fetch(`${url}/api/v1/${path}&limit=1`, { headers: { authorization: `Bearer ${token}` } })
    const [row] = rows.parse(await answer.json()).data
    if (!row) throw new Error(`Nothing to show: /api/v1/${path} is empty`)
    return row
  }
  const finding = await first('findings?condition=offers-pending&status=open')
  const delivery = await first('deliveries?verdict=signature-mismatch')
  return screenPaths({ journeyID: finding.subject?.id ?? '', findingID: finding.id, deliveryID: delivery.id })
}
