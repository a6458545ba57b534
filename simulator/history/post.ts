import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

import { packBatches, type Batch } from './batches'

const compress = promisify(gzip)
const ATTEMPTS = 30
const WAIT_MAX = 60_000

export interface PostTarget {
  /** Base URL of the product. */
  target: string
  token: string
  path: '/api/ingest/deliveries' | '/api/ingest/api-calls'
}

export interface PostCounts {
  records: number
  batches: number
  accepted: number
  duplicates: number
  rejected: number
  /** The first few refusals, as the product worded them. */
  refusals: string[]
}

/** Milliseconds to wait by a Retry-After of either form; null when there is none that makes sense. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000
  const at = Date.parse(header)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

function explain(status: number, target: PostTarget, text: string): string {
  const where = `${target.target}${target.path}`
  if (status === 404) return `${where} answers 404: this product has no such ingest interface. Check --target.`
  if (status === 401)
    return `${where} refuses the token (401). Pass one with scope ingest: desk token create --scope ingest.`
  if (status === 403)
    return `${where} answers 403: the token lacks the scope ingest, or belongs to another application.`
  return `${where} answers ${status}: ${text.slice(0, 300)}`
}

async function postOnce(target: PostTarget, body: Buffer): Promise<Response> {
  try {
    return await fetch(new URL(target.path, target.target), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${target.token}`,
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
      },
      body: new Uint8Array(body),
    })
  } catch (error) {
    throw new Error(`${target.target} cannot be reached. Is the product running there?`, { cause: error })
  }
}

async function postBatch(target: PostTarget, batch: Batch): Promise<unknown> {
  const body = await compress(batch.body, { level: 1 })
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const response = await postOnce(target, body)
    const text = await response.text()
    if (response.ok) return JSON.parse(text)
    const isBusy = response.status === 429 || response.status === 503
    if (!isBusy) throw new Error(explain(response.status, target, text))
    const asked = retryAfterMs(response.headers.get('retry-after'), Date.now())
    await sleep(Math.min(WAIT_MAX, Math.max(250, asked ?? 1000 * 1.5 ** attempt)))
  }
  throw new Error(`${target.target}${target.path} stayed busy through ${ATTEMPTS} attempts. Try again later.`)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function count(counts: PostCounts, batch: Batch, answer: unknown): void {
  counts.records += batch.count
  counts.batches += 1
  if (!isRecord(answer)) return
  counts.accepted += typeof answer.accepted === 'number' ? answer.accepted : 0
  counts.duplicates += typeof answer.duplicates === 'number' ? answer.duplicates : 0
  const rejected: unknown[] = Array.isArray(answer.rejected) ? answer.rejected : []
  counts.rejected += rejected.length
  for (const one of rejected.slice(0, Math.max(0, 5 - counts.refusals.length)))
    counts.refusals.push(JSON.stringify(one))
}

/** Sends all records in batches, one after the other, obeying 429 and 503. Throws one plain sentence on a refusal. */
export async function postRecords(
  target: PostTarget,
  records: Iterable<unknown>,
  onProgress: (counts: PostCounts) => void = () => undefined,
): Promise<PostCounts> {
  const counts: PostCounts = { records: 0, batches: 0, accepted: 0, duplicates: 0, rejected: 0, refusals: [] }
  for (const batch of packBatches(records)) {
    count(counts, batch, await postBatch(target, batch))
    onProgress(counts)
  }
  return counts
}
