import { readOutcome, type SecretOutcome } from './secret-requests'

export type Outcome = SecretOutcome<Record<string, unknown>>

/** One change of what stands in the settings, below /api/v1. */
export async function requestChange(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<Outcome> {
  try {
    const response = await fetch(`/api/v1/${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
    return readOutcome(response.status, await response.json().catch(() => null))
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}
