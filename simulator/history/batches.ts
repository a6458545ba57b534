/** What one request of the batch interface may hold, with a margin below its 8 MiB. */
const RECORDS_MAX = 5000
const BYTES_MAX = 7.5 * 1024 * 1024

export interface Batch {
  /** NDJSON, a record a line. */
  body: Buffer
  count: number
}

/** Packs records into requests; each is as large as the interface takes. */
export function* packBatches(records: Iterable<unknown>): Generator<Batch> {
  let lines: string[] = []
  let bytes = 0
  for (const record of records) {
    const line = JSON.stringify(record)
    const size = Buffer.byteLength(line) + 1
    if (lines.length > 0 && (lines.length === RECORDS_MAX || bytes + size > BYTES_MAX)) {
      yield { body: Buffer.from(`${lines.join('\n')}\n`), count: lines.length }
      lines = []
      bytes = 0
    }
    lines.push(line)
    bytes += size
  }
  if (lines.length > 0) yield { body: Buffer.from(`${lines.join('\n')}\n`), count: lines.length }
}
