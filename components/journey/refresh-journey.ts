/** How a pull of one journey went, in words for the screen. */
export interface RefreshOutcome {
  ok: boolean
  message: string
}

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
    return {
      ok: true,
      message:
        fieldsOf(body).updated === true
          ? 'Updated from the platform just now.'
          : 'Up to date: the platform has nothing newer.',
    }
  }
  const { message } = fieldsOf(fieldsOf(body).error)
  return { ok: false, message: typeof message === 'string' ? message : `The refresh failed (${status}).` }
}

/** By hand: zod in a browser tries to compile its schemas, which our content security policy refuses. */
function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
