import type { z } from 'zod'
import { DeskError } from '@/lib/errors'
import { countRecords, type Door } from '@/lib/telemetry/metrics'
import type { BatchRecord } from './read-batch'

/** What every batch endpoint answers and how it judges a record: one bad record never sinks its neighbours. */

export interface RejectedRecord {
  index: number
  code: 'INVALID' | 'UNREADABLE' | 'UNKNOWN_APPLICATION' | 'TIME_OUT_OF_RANGE' | 'BODY_TOO_LARGE'
  message: string
  path: string
}

export interface BatchAnswer {
  accepted: number
  duplicates: number
  rejected: RejectedRecord[]
}

const AHEAD_MAX_MS = 60 * 60_000
const DAY_MS = 86_400_000
const EXTRA_MAX = 4 * 1024

/** A record of the endpoint's schema, or why not. `plain` knows some records without the schema, and null of the others. */
export function parseRecord<S extends z.ZodType>(
  schema: S,
  record: BatchRecord,
  index: number,
  plain: (value: unknown) => z.output<S> | null = () => null,
): { record: z.output<S> } | { rejected: RejectedRecord } {
  if ('unreadable' in record) return { rejected: { index, code: 'UNREADABLE', message: record.unreadable, path: '' } }
  const known = plain(record.value)
  if (known !== null) return { record: known }
  const result = schema.safeParse(record.value)
  if (result.success) return { record: result.data }
  const issue = result.error.issues[0]
  const path = issue?.path.map(String).join('.') ?? ''
  const message = `${path || 'record'}: ${issue?.message ?? 'is not valid'}`
  return { rejected: { index, code: 'INVALID', message, path } }
}

/** Throws FORBIDDEN for the whole batch where the token belongs to another application. */
export function refuseForeign(applicationID: string, allowedApplication: string | null, index: number): void {
  if (allowedApplication && applicationID.toLowerCase() !== allowedApplication.toLowerCase()) {
    throw new DeskError('FORBIDDEN', `The token belongs to another application than record ${index} names.`)
  }
}

export function unknownApplication(applicationID: string, index: number): RejectedRecord {
  const message = `Application ${applicationID} is not configured here: add it first.`
  return { index, code: 'UNKNOWN_APPLICATION', message, path: 'applicationID' }
}

/** Within the retention, and not further ahead than a clock may be wrong. Null: the time is acceptable. */
export function judgeTime(
  time: { path: string; text: string; retentionDays: number },
  now: Date,
  index: number,
): RejectedRecord | null {
  const at = Date.parse(time.text)
  const isAhead = !(at <= now.getTime() + AHEAD_MAX_MS)
  const isOld = !(at >= now.getTime() - time.retentionDays * DAY_MS)
  if (!isAhead && !isOld) return null
  const what = isAhead ? 'lies more than an hour ahead of our clock' : `is older than ${time.retentionDays} days`
  const message = `${time.path} ${what}: it must lie within the retention and at most an hour ahead.`
  return { index, code: 'TIME_OUT_OF_RANGE', message, path: time.path }
}

/** Fields that the contract does not list, or null where there are none or more than 4 KiB of them. */
export function unlistedFields(record: Record<string, unknown>, listed: ReadonlySet<string>) {
  const names = Object.keys(record).filter((name) => !listed.has(name))
  const extra = names.flatMap((name) => {
    const value = record[name]
    return value === null || value === undefined ? [] : [[name, value] as const]
  })
  if (extra.length === 0) return null
  const object: Record<string, unknown> = Object.fromEntries(extra)
  return Buffer.byteLength(sizedJson(object)) <= EXTRA_MAX ? object : null
}

/** JSON.stringify throws on the bigints that long integers become. */
function sizedJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item))
}

/** Counts what became of a batch's records, and answers it. */
export function counted<A extends BatchAnswer>(door: Door, answer: A): A {
  countRecords(door, 'accepted', answer.accepted)
  countRecords(door, 'duplicate', answer.duplicates)
  countRecords(door, 'rejected', answer.rejected.length)
  return answer
}

/** Runs what stores a batch: what fails there is ours and passing, so that the sender keeps the batch and sends it again. */
export async function orUnavailable<T>(store: () => Promise<T>): Promise<T> {
  try {
    return await store()
  } catch (error) {
    if (error instanceof DeskError) throw error
    throw new DeskError('UNAVAILABLE', 'The batch could not be stored. Send it again.', undefined, { cause: error })
  }
}
