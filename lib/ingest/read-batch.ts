import { DeskError } from '@/lib/errors'
import { decompress } from './decompress'
import { DEPTH_MAX, isNestedDeeper, readJson } from './read-json'

export const BATCH_BYTES_MAX = 8 * 1024 * 1024
export const BATCH_RECORDS_MAX = 5_000

/** One record that is nested too deep is named and does not sink the others. */
const DOCUMENT_DEPTH_MAX = 100_000

export interface BatchBody {
  bytes: Uint8Array
  contentType: string
  contentEncoding: string
}

/** A record, or the reason why a line of it could not be read. */
export type BatchRecord = { value: unknown } | { unreadable: string }

/**
 * The records of `{ "records": [ … ] }` or of NDJSON, gunzipped within the limits of the public contract.
 * Throws PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE or BAD_REQUEST for the batch as a whole.
 */
export async function readBatch(body: BatchBody): Promise<BatchRecord[]> {
  const bytes = await decompress(body.bytes, body.contentEncoding, BATCH_BYTES_MAX)
  const isLines = /^application\/(x-)?ndjson\b/i.test(body.contentType)
  const records = isLines ? readLines(bytes) : readDocument(bytes, body.contentType)
  if (records.length > BATCH_RECORDS_MAX) {
    throw new DeskError('PAYLOAD_TOO_LARGE', `A batch may hold at most ${BATCH_RECORDS_MAX} records: send several.`)
  }
  return records
}

function readLines(bytes: Uint8Array): BatchRecord[] {
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  if (lines.length > BATCH_RECORDS_MAX * 2) {
    throw new DeskError('PAYLOAD_TOO_LARGE', `A batch may hold at most ${BATCH_RECORDS_MAX} records: send several.`)
  }
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => readJson(Buffer.from(line, 'latin1')) ?? { unreadable: 'The line is not JSON.' })
}

function readDocument(bytes: Uint8Array, contentType: string): BatchRecord[] {
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(contentType)) {
    throw new DeskError('UNSUPPORTED_MEDIA_TYPE', 'Send application/json or application/x-ndjson.')
  }
  const json = readJson(bytes, DOCUMENT_DEPTH_MAX)
  if (!json) throw new DeskError('BAD_REQUEST', 'The body is not JSON.')
  const document = json.value
  if (
    typeof document !== 'object' ||
    document === null ||
    !('records' in document) ||
    !Array.isArray(document.records)
  ) {
    throw new DeskError('BAD_REQUEST', 'Send { "records": [ … ] }.')
  }
  return document.records.map((value: unknown) =>
    isNestedDeeper(value, DEPTH_MAX) ? { unreadable: `Nested deeper than ${DEPTH_MAX}.` } : { value },
  )
}
