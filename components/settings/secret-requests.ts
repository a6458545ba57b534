import { conflictOf, type Conflict } from '@/components/shell/conflict'

/** How a change of a secret went, in words for the screen. */
export type SecretOutcome<T> = { ok: true; value: T } | { ok: false; message: string; conflict?: Conflict }

export interface AddedSecret {
  secretID: string
  /** Where we made it: shown once. */
  value: string | null
}

/** `overlapMs` null: earlier secrets stay active until they are retired. */
export async function requestSecret(
  applicationID: string,
  body: { value: string | null; overlapMs: number | null },
): Promise<SecretOutcome<AddedSecret>> {
  const answer = await send('POST', `/api/v1/applications/${applicationID}/secrets`, body)
  if (!answer.ok) return answer
  const { secretID, value } = answer.value
  return { ok: true, value: { secretID: String(secretID), value: typeof value === 'string' ? value : null } }
}

export async function requestRevocation(applicationID: string, secretID: string): Promise<SecretOutcome<null>> {
  const answer = await send('DELETE', `/api/v1/applications/${applicationID}/secrets/${secretID}`)
  return answer.ok ? { ok: true, value: null } : answer
}

async function send(method: string, url: string, body?: object): Promise<SecretOutcome<Record<string, unknown>>> {
  try {
    const response = await fetch(url, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
    return readOutcome(response.status, await response.json().catch(() => null))
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}

/** By hand: zod in a browser tries to compile its schemas, which our content security policy refuses. */
export function readOutcome(status: number, body: unknown): SecretOutcome<Record<string, unknown>> {
  if (status >= 200 && status < 300) return { ok: true, value: fieldsOf(body) }
  const { message, details } = fieldsOf(fieldsOf(body).error)
  const said = typeof message === 'string' ? message : `The change failed (${status}).`
  const conflict = status === 412 ? conflictOf(details) : null
  return { ok: false, message: said, ...(conflict ? { conflict } : {}) }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
