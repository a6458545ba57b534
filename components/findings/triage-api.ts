import type { FindingBulkAnswer } from '@/lib/domain/finding-bulk'
import type { FindingChange } from '@/lib/domain/finding-change'
import type { FindingSelection } from '@/lib/domain/finding-filter'
import type { Activity } from '@/lib/query/finding-activity'
import type { Job } from '@/lib/query/jobs'
import type { Finding } from '@/lib/query/schemas'

export type Answer<T> = { ok: true; value: T } | { ok: false; status: number; message: string; details: unknown }

const UNREACHABLE = 'The desk did not answer. Check the connection and try again.'

/** Asks the read API. What it answers is by the same schemas that the pages were compiled with. */
async function ask<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const response = await fetch(`/api/v1/${path}`, init)
    const body: unknown = await response.json().catch(() => null)
    if (response.ok) return { ok: true, value: asAnswered<T>(body) }
    const { message, details } = fieldsOf(fieldsOf(body).error)
    const said = typeof message === 'string' ? message : `The desk refused it (${response.status}).`
    return { ok: false, status: response.status, message: said, details }
  } catch {
    return { ok: false, status: 0, message: UNREACHABLE, details: null }
  }
}

function send<T>(method: string, path: string, body: object, headers: Record<string, string> = {}): Promise<Answer<T>> {
  const init = { method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) }
  return ask<T>(path, init)
}

const pathOf = ({ id, applicationID }: Ref, more = '') => `findings/${id}${more}?applicationID=${applicationID}`

type Ref = Pick<Finding, 'id' | 'applicationID'>

/** At the revision that the reader saw, so that nobody is overwritten unseen. */
export function patchFinding(finding: Ref, change: FindingChange, revision: number): Promise<Answer<Finding>> {
  return send<Finding>('PATCH', pathOf(finding), change, { 'If-Match': `"${revision}"` })
}

export function readFinding(finding: Ref): Promise<Answer<Finding>> {
  return ask<Finding>(pathOf(finding))
}

export function listFindings(query: string): Promise<Answer<{ data: Finding[]; nextCursor: string | null }>> {
  return ask(`findings?${query}`)
}

export async function lastActivity(finding: Ref): Promise<Activity | null> {
  const answer = await ask<{ data: Activity[] }>(`${pathOf(finding, '/activity')}&limit=1`)
  return answer.ok ? (answer.value.data[0] ?? null) : null
}

export function changeAll(
  filter: FindingSelection,
  change: FindingChange,
  more: { dryRun: true } | { dryRun: false; reason: string },
): Promise<Answer<FindingBulkAnswer>> {
  return send('POST', 'findings/bulk', { filter, change, ...more })
}

export function readJob(jobID: string): Promise<Answer<Job>> {
  return ask(`jobs/${jobID}`)
}

/** The job that puts back what that one changed. */
export function undoJob(jobID: string): Promise<Answer<FindingBulkAnswer>> {
  return send('POST', `jobs/${jobID}/undo`, {})
}

/** By hand: zod in a browser tries to compile its schemas, which our content security policy refuses. */
function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

const TIMES = new Set([
  'at',
  'firstSeenAt',
  'lastSeenAt',
  'snoozeUntil',
  'resolvedAt',
  'createdAt',
  'startedAt',
  'finishedAt',
])

/** The one place where an answer of ours is taken by its word; its times become dates. */
function asAnswered<T>(body: unknown): T {
  return revived(body) as T
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, item]) => {
    return [name, TIMES.has(name) && typeof item === 'string' ? new Date(item) : revived(item)]
  })
  return Object.fromEntries(entries)
}
