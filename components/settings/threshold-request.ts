import { readOutcome, type SecretOutcome } from './secret-requests'

/** Null minutes: back to what is learned. `applicationID` null: for every application. */
export async function requestOverride(change: {
  status: string
  minutes: number | null
  reason: string
  applicationID: string | null
}): Promise<SecretOutcome<null>> {
  try {
    const response = await fetch('/api/v1/thresholds', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(change),
    })
    const outcome = readOutcome(response.status, await response.json().catch(() => null))
    return outcome.ok ? { ok: true, value: null } : outcome
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}
