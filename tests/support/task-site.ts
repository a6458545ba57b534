import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { sendRefusedWebhooks } from '@/scripts/browser/refused-webhooks'
import { APPLICATION, seedDesk, type FillableDesk, type SeededDesk } from '@/tests/support/seed-desk'

/** What the tasks are about: the first of each that the desk holds, with the answers that its screens must show. */
export interface TaskSite {
  url: string
  /** One that is stuck. */
  journey: { journeyID: string; status: string }
  /** The caller with the most 429s, and the causes of its findings. */
  limited: { caller: string; causes: string[] }
  /** Finding of webhooks that failed. */
  failure: { findingID: string; cause: string }
}

const journeys = z.object({ data: z.tuple([z.looseObject({ journeyID: z.string(), status: z.string() })]) })
const hotspots = z.object({
  data: z.tuple([z.looseObject({ caller: z.string(), causes: z.array(z.string()).min(1) })]),
})
const findings = z.object({ data: z.tuple([z.looseObject({ id: z.string(), cause: z.string() })]) })

const EXPLAINED_WITHIN_MS = 90_000
const LOOK_EVERY_MS = 300

/** Fills a desk with simulated history and a webhook that was signed over other bytes than were sent. */
export async function seedTasks(desk: FillableDesk, journeys: number): Promise<SeededDesk & { site: TaskSite }> {
  const seeded = await seedDesk(desk, journeys)
  const { value } = await desk.cli(['secret', 'add', '--application', APPLICATION.applicationID])
  await sendRefusedWebhooks(desk.url, { ...APPLICATION, secret: String(value) }, ['refused-1'])
  return { ...seeded, site: await findTaskSite(desk.url, seeded.token) }
}

/** Asks the read API. Throws where the desk holds nothing that a task could be about. */
async function findTaskSite(url: string, token: string): Promise<TaskSite> {
  const ask = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${url}/api/v1/${path}&limit=1`, { headers: { authorization: `Bearer ${token}` } })
    return answer.json()
  }
  const [journey] = await untilFound(journeys, () => ask('journeys?stuck=true'))
  const [hotspot] = await untilFound(hotspots, () => ask('metrics/rate-limits?environment=live'))
  const [finding] = await untilFound(findings, () => ask('findings?condition=webhook-signature-failure&status=open'))
  return {
    url,
    journey: { journeyID: journey.journeyID, status: journey.status },
    limited: { caller: hotspot.caller, causes: hotspot.causes },
    failure: { findingID: finding.id, cause: finding.cause },
  }
}

/** Forensics and detection come after the answer. */
async function untilFound<Data>(shape: z.ZodType<{ data: Data }>, ask: () => Promise<unknown>): Promise<Data> {
  const until = Date.now() + EXPLAINED_WITHIN_MS
  for (;;) {
    const found = shape.safeParse(await ask())
    if (found.success) return found.data.data
    if (Date.now() > until) throw new Error('Nothing to look for has come', { cause: found.error })
    await sleep(LOOK_EVERY_MS)
  }
}
