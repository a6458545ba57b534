import { z } from 'zod'

/** What a job does to each of its rows. Each kind has a handler in the worker. */
export const BULK_KINDS = ['finding-change', 'finding-undo', 'delivery-reprocess', 'delivery-reverify'] as const
export type BulkKind = (typeof BULK_KINDS)[number]

export const BULK_STATES = ['queued', 'running', 'finished', 'failed'] as const
export type BulkState = (typeof BULK_STATES)[number]

/** Rows that one job may hold; who needs more narrows the filter. */
export const BULK_ROWS_MAX = 50_000

export const reasonSchema = z
  .string()
  .trim()
  .min(1, { error: 'must say why in a few words' })
  .max(500, { error: 'must be at most 500 characters' })

/** One row of a frozen selection. `revision` is the subject's own when it was selected; null where it has none. */
export interface BulkSubject {
  applicationID: string
  subjectID: string
  revision: number | null
}

export interface BulkRow extends BulkSubject {
  position: number
  /** Of an undo: what it puts back, parsed by its handler. */
  before: unknown
}

/** What became of a row: a word that its kind defines (changed, unchanged, gone, …), and why where that needs saying. */
export interface BulkOutcome {
  row: BulkRow
  outcome: string
  detail: string | null
  /** What was changed, as it was, for an undo; absent where nothing can be put back. */
  before?: object
}

/** A job as its handler gets it. `filter` and `change` are parsed by the handler, with the schema that wrote them. */
export interface BulkWork {
  jobID: string
  kind: string
  actor: string
  reason: string
  filter: unknown
  change: unknown
}
