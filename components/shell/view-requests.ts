import { conflictOf, type Conflict } from './conflict'
import type { ViewScreen } from '@/lib/domain/saved-view'
import type { Role } from '@/lib/domain/vocabulary'

/** What a person asked of a saved view, and how it went, in words for the screen. */
export type ViewOutcome = { ok: true; href: string | null } | { ok: false; message: string; conflict?: Conflict }

export interface ViewDraft {
  name: string
  search: string
  sharedWith: Role[]
}

export function createView(screen: ViewScreen, draft: ViewDraft): Promise<ViewOutcome> {
  return send('/api/v1/views', 'POST', { ...draft, screen })
}

/** Only at the revision that the reader has seen: the later of two people is told. */
export function updateView(id: string, revision: number, change: Partial<ViewDraft>): Promise<ViewOutcome> {
  return send(`/api/v1/views/${id}`, 'PATCH', change, { 'if-match': `"${revision}"` })
}

export function removeView(id: string): Promise<ViewOutcome> {
  return send(`/api/v1/views/${id}`, 'DELETE')
}

async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<ViewOutcome> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const answer = fieldsOf(await response.json().catch(() => null))
    if (response.ok) return { ok: true, href: typeof answer.href === 'string' ? answer.href : null }
    const { message, details } = fieldsOf(answer.error)
    const conflict = response.status === 412 ? conflictOf(details) : null
    const said = typeof message === 'string' ? message : `It was not saved (${response.status}).`
    return { ok: false, message: said, ...(conflict ? { conflict } : {}) }
  } catch {
    return { ok: false, message: 'The desk did not answer. Check the connection and try again.' }
  }
}

/** By hand: zod in a browser tries to compile its schemas, which our content security policy refuses. */
function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
