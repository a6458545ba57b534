import { readOutcome, type SecretOutcome } from './secret-requests'

export type Outcome = SecretOutcome<Record<string, unknown>>
export type Method = 'POST' | 'PATCH' | 'PUT' | 'DELETE'

/** One change of what stands in the settings, below /api/v1; with `revision` only while it is at that one. */
export async function requestChange(
  method: Method,
  path: string,
  body?: object,
  revision: number | null = null,
): Promise<Outcome> {
  const headers = {
    ...(body ? { 'content-type': 'application/json' } : {}),
    ...(revision === null ? {} : { 'if-match': `"${revision}"` }),
  }
  try {
    const response = await fetch(`/api/v1/${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return readOutcome(response.status, await response.json().catch(() => null))
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}
