import type { PoolClient } from 'pg'
import type { ApiCallDraft } from '@/lib/domain/api-call-draft'
import { runPrepared } from './run-prepared'
import { unnestRows, type Column } from './unnest'

/** Routes whose calls may decide a journey's condition; an offer's journey is known where the offer is. */
const JOURNEY_ROUTES = new Set([
  'GET /journeys/{journeyID}/state',
  'POST /offers/{offerID}/proceed',
  'GET /offers/{offerID}/steps',
])

/** What calls touch is judged at the end of its slot of two seconds, so that steady traffic is judged once a slot. */
const NEXT_SLOT = `to_timestamp(ceil(extract(epoch FROM clock_timestamp()) / 2) * 2)`

interface Touched {
  applicationID: string
  subjectType: 'caller' | 'reads' | 'offer'
  subjectID: string
  /** The earliest call. */
  since: Date
}

const COLUMNS: readonly Column<Touched>[] = [
  ['subject_id', 'text', (touched) => touched.subjectID],
  ['application_id', 'uuid', (touched) => touched.applicationID],
  ['subject_type', 'text', (touched) => touched.subjectType],
  ['since', 'timestamptz', (touched) => touched.since],
]

/** Marks the callers, and the journeys that a call may decide on, for detection. Appends only. */
export async function queueCalls(client: PoolClient, calls: ApiCallDraft[]): Promise<void> {
  const touched = touchedBy(calls)
  await queueKnown(client, [...touched.caller, ...touched.reads])
  await queueByOffer(client, touched.offer)
}

/** By the text that names a subject; what several applications call the same is told apart. */
type Found = Map<string, Touched[]>

function touchedBy(calls: ApiCallDraft[]): Record<Touched['subjectType'], Touched[]> {
  const [callers, reads, offers]: [Found, Found, Found] = [new Map(), new Map(), new Map()]
  for (const call of calls) {
    touch(callers, call, 'caller', call.caller)
    if (!JOURNEY_ROUTES.has(call.route)) continue
    if (call.journeyID !== null) touch(reads, call, 'reads', call.journeyID)
    else if (call.offerID !== null) touch(offers, call, 'offer', call.offerID)
  }
  return { caller: [...callers.values()].flat(), reads: [...reads.values()].flat(), offer: [...offers.values()].flat() }
}

function touch(found: Found, call: ApiCallDraft, subjectType: Touched['subjectType'], subjectID: string): void {
  const { applicationID, occurredAt } = call
  const named = found.get(subjectID)
  const touched = named?.find((own) => own.applicationID === applicationID)
  if (touched) {
    if (occurredAt < touched.since) touched.since = occurredAt
    return
  }
  const begun = { applicationID, subjectType, subjectID, since: occurredAt }
  if (named) named.push(begun)
  else found.set(subjectID, [begun])
}

async function queueKnown(client: PoolClient, touched: Touched[]): Promise<void> {
  const { shape, names, select, from, values } = unnestRows(COLUMNS, touched)
  const text = `
    INSERT INTO detect_queue (${names.join(', ')}, due_at) SELECT ${select}, ${NEXT_SLOT} FROM ${from}`
  await runPrepared(client, `call_queue_${shape}`, text, values)
}

async function queueByOffer(client: PoolClient, touched: Touched[]): Promise<void> {
  if (touched.length === 0) return
  const { select, from, values } = unnestRows(COLUMNS, touched)
  const text = `
    INSERT INTO detect_queue (application_id, subject_type, subject_id, since, due_at)
    SELECT application_id, 'reads', journey_id, min(since), ${NEXT_SLOT}
    FROM (SELECT ${select} FROM ${from}) touched
    JOIN offer USING (application_id) WHERE offer_id = subject_id GROUP BY application_id, journey_id`
  await client.query(text, values)
}
