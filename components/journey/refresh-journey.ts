import { z } from 'zod'

/** How a pull of one journey went, in words for the screen. */
export interface RefreshOutcome {
  ok: boolean
  message: string
}

const doneSchema = z.object({ updated: z.boolean(), version: z.string() })
const errorSchema = z.object({ error: z.object({ message: z.string() }) })

export async function refreshJourney(journeyID: string, applicationID: string): Promise<RefreshOutcome> {
  const url = `/api/journeys/${encodeURIComponent(journeyID)}/refresh?applicationID=${applicationID}`
  try {
    const response = await fetch(url, { method: 'POST' })
    return refreshOutcome(response.status, await response.json().catch(() => null))
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}

/** The answer of the refresh route → what the reader is told. */
export function refreshOutcome(status: number, body: unknown): RefreshOutcome {
  if (status === 202)
    return { ok: true, message: 'The platform is slow to answer; the result appears here when it comes.' }
  if (status >= 200 && status < 300) {
    const done = doneSchema.safeParse(body)
    const updated = done.success && done.data.updated
    return {
      ok: true,
      message: updated ? 'Updated from the platform just now.' : 'Up to date: the platform has nothing newer.',
    }
  }
  const error = errorSchema.safeParse(body)
  return { ok: false, message: error.success ? error.data.error.message : `The refresh failed (${status}).` }
}
