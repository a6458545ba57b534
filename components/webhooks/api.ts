/** How the webhook screens talk to their routes. By hand: zod in a browser tries to compile its schemas, which our CSP refuses. */

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The sentence of an error answer. */
export function errorMessage(body: unknown, status: number): string {
  const error = isRecord(body) ? body.error : null
  const message = isRecord(error) ? error.message : null
  return typeof message === 'string' ? message : `The desk answered ${status}. Try again.`
}

export type Answer = { ok: true; body: Record<string, unknown> } | { ok: false; message: string }

export async function callDesk(url: string, body?: unknown): Promise<Answer> {
  const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  try {
    const response = await fetch(url, body === undefined ? {} : post)
    const answered: unknown = await response.json().catch(() => null)
    if (response.ok && isRecord(answered)) return { ok: true, body: answered }
    return { ok: false, message: errorMessage(answered, response.status) }
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}

export type ReworkKind = 'reprocess' | 'reverify'
export type ReworkTarget = { deliveryIDs: string[] } | { filter: Record<string, unknown> }

export interface DryRun {
  total: number
  verdicts: Record<string, number>
  checked: number
  holds: number
}

export function toDryRun(body: Record<string, unknown>): DryRun {
  const number = (value: unknown) => (typeof value === 'number' ? value : 0)
  return {
    total: number(body.total),
    verdicts: counts(body.verdicts),
    checked: number(body.checked),
    holds: number(body.holds),
  }
}

export interface JobState {
  state: string
  total: number
  done: number
  outcomes: Record<string, number>
  error: string | null
}

export function toJobState(body: Record<string, unknown>): JobState {
  return {
    state: String(body.state),
    total: typeof body.total === 'number' ? body.total : 0,
    done: typeof body.done === 'number' ? body.done : 0,
    outcomes: counts(body.outcomes),
    error: typeof body.error === 'string' ? body.error : null,
  }
}

function counts(value: unknown): Record<string, number> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
}
