import { setTimeout as sleep } from 'node:timers/promises'
import { runSQL } from '@/tests/support/sql'
import type { Ledger } from './sender'
import type { FaultEvent } from './traffic'

export interface Verdict {
  lost: string[]
  doubled: string[]
  /** In the database though nobody sent it, or a journey that is not what its events say. */
  wrong: string[]
  detection: string[]
}

const DETECTION_WITHIN_MS = 60_000
const TRIES_MAX = 5

/** Everything acknowledged is there once and was applied once; detection has caught up and says what the events say. */
export async function checkDatabase(url: string, ledger: Ledger): Promise<Verdict> {
  const events = await counts(url, `SELECT event_key AS key, count(*)::int AS count FROM journey_event GROUP BY 1`)
  const applied = await counts(
    url,
    `SELECT event_id AS key, count(*)::int AS count FROM webhook_delivery WHERE processing = 'applied' GROUP BY 1`,
  )
  const acknowledged = [...ledger.acknowledged]
  const verdict: Verdict = {
    lost: acknowledged.filter((id) => !events.has(id) || !applied.has(id)),
    doubled: [...ledger.sent.keys()].filter((id) => (events.get(id) ?? 0) > 1 || (applied.get(id) ?? 0) > 1),
    wrong: [...events.keys()].filter((id) => !ledger.sent.has(id)).map((id) => `${id} was never sent`),
    detection: await waitForDetection(url),
  }
  verdict.wrong.push(...(await wrongJourneys(url, lastEvents(ledger))))
  if (verdict.detection.length === 0) verdict.detection.push(...(await wrongFindings(url, lastEvents(ledger))))
  return verdict
}

async function counts(url: string, sql: string): Promise<Map<string, number>> {
  const rows = await runSQL<{ key: string; count: number }>(url, sql)
  return new Map(rows.map(({ key, count }) => [key, count]))
}

/** Of each journey whose every event was acknowledged, the last one. */
function lastEvents(ledger: Ledger): Map<string, FaultEvent> {
  const last = new Map<string, FaultEvent>()
  const open = new Set<string>()
  for (const event of ledger.sent.values()) {
    if (!ledger.acknowledged.has(event.eventID)) open.add(event.journeyID)
    if ((last.get(event.journeyID)?.sequence ?? 0) < event.sequence) last.set(event.journeyID, event)
  }
  for (const journeyID of open) last.delete(journeyID)
  return last
}

async function wrongJourneys(url: string, last: Map<string, FaultEvent>): Promise<string[]> {
  const rows = await runSQL<{ id: string; version: string; status: string }>(
    url,
    'SELECT journey_id AS id, version::text, status FROM journey',
  )
  const stored = new Map(rows.map((row) => [row.id, row]))
  return [...last.values()].flatMap(({ journeyID, sequence, status }) => {
    const is = stored.get(journeyID)
    if (is?.version === String(sequence) && is.status === status) return []
    return [`${journeyID} is ${is ? `${is.status} at ${is.version}` : 'absent'}, not ${status} at ${sequence}`]
  })
}

async function waitForDetection(url: string): Promise<string[]> {
  const deadline = Date.now() + DETECTION_WITHIN_MS
  for (;;) {
    const [queue] = await runSQL<{ waiting: number; given_up: number }>(
      url,
      `SELECT count(*)::int AS waiting, count(*) FILTER (WHERE attempts >= ${TRIES_MAX})::int AS given_up FROM detect_queue`,
    )
    if (queue?.waiting === 0) return []
    if (queue && queue.given_up > 0) return [`detection gave up on ${queue.given_up} subjects`]
    if (Date.now() > deadline) return [`${queue?.waiting} subjects still wait after ${DETECTION_WITHIN_MS / 1000} s`]
    await sleep(200)
  }
}

/** A dispatch that has been in flight for two hours is a finding; offers that came are none. */
async function wrongFindings(url: string, last: Map<string, FaultEvent>): Promise<string[]> {
  const rows = await runSQL<{ id: string; findings: string }>(
    url,
    `SELECT subject_id AS id, string_agg(condition || '/' || cause, ', ') AS findings FROM finding
     WHERE subject_type = 'journey' AND status <> 'resolved' GROUP BY 1`,
  )
  const open = new Map(rows.map((row) => [row.id, row.findings]))
  return [...last.values()].flatMap(({ journeyID, status }) => {
    const expected = expectedFinding(status)
    const found = open.get(journeyID)
    return found === expected
      ? []
      : [`${journeyID} (${status}) has ${found ?? 'no finding'}, not ${expected ?? 'none'}`]
  })
}

function expectedFinding(status: string): string | undefined {
  if (status === 'OFFERS_PENDING') return 'offers-pending/lender-dispatch-in-flight'
  if (status === 'PROFILE_SUBMITTED') return 'journey-stalled/waiting-on-platform'
  return undefined
}
