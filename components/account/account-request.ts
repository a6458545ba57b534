export type Outcome = { ok: true; value: Record<string, unknown> } | { ok: false; message: string }

/** Asks for a change of one's own account. What failed is told in words for the screen. */
export async function requestAccount(method: 'POST' | 'DELETE', path: string, body?: object): Promise<Outcome> {
  try {
    const response = await fetch(`/api/account/${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
    const told = fieldsOf(await response.json().catch(() => null))
    if (response.ok) return { ok: true, value: told }
    const { message } = fieldsOf(told.error)
    return { ok: false, message: typeof message === 'string' ? message : `The change failed (${response.status}).` }
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
