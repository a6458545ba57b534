import { setTimeout as sleep } from 'node:timers/promises'
import { signedHeaders, type TestApplication } from '@/tests/support/webhooks'
import { reportOf, type FaultEvent } from './traffic'

/** What is down at a moment, as far as whoever kills knows. */
export interface Weather {
  /** Postgres is away and web is up, undisturbed, since this moment; null otherwise. */
  databaseAwaySince: number | null
}

export interface Ledger {
  sent: Map<string, FaultEvent>
  /** Event IDs that were answered 2xx. */
  acknowledged: Set<string>
  /** Answers that no moment allows. */
  wrong: string[]
  answers: Record<string, number>
  slowestAwayMs: number
}

export function openLedger(): Ledger {
  return { sent: new Map(), acknowledged: new Set(), wrong: [], answers: {}, slowestAwayMs: 0 }
}

export interface Sender {
  /** Sends until it is acknowledged; false when `until` aborted before. */
  webhook: (event: FaultEvent, until: AbortSignal) => Promise<boolean>
  report: (events: FaultEvent[], until: AbortSignal) => Promise<boolean>
}

const AWAY_LATEST_MS = 2_000
const PATIENCE_MS = 20_000
const RETRY_MS = 150

/** Speaks to the real receiver over HTTP, writes down every answer and judges it by the weather. */
export function createSender(
  target: { url: string; token: string; application: TestApplication },
  weather: Weather,
  ledger: Ledger,
): Sender {
  async function once(path: string, body: string, headers: Record<string, string>): Promise<boolean> {
    const awaySince = weather.databaseAwaySince
    const startedAt = Date.now()
    const answer = await post(target.url + path, body, headers)
    const name = answer ? String(answer.status) : 'no connection'
    ledger.answers[name] = (ledger.answers[name] ?? 0) + 1
    const wasAway = awaySince !== null && weather.databaseAwaySince === awaySince
    const tookMs = Date.now() - startedAt
    if (wasAway) ledger.slowestAwayMs = Math.max(ledger.slowestAwayMs, tookMs)
    const problem = wasAway ? problemWhileAway(answer, tookMs) : problemOf(answer)
    if (problem) ledger.wrong.push(`${path} ${problem}`)
    return answer !== null && answer.status < 300
  }
  async function persist(events: FaultEvent[], until: AbortSignal, attempt: () => Promise<boolean>): Promise<boolean> {
    for (const event of events) ledger.sent.set(event.eventID, event)
    while (!until.aborted) {
      if (await attempt()) {
        for (const event of events) ledger.acknowledged.add(event.eventID)
        return true
      }
      await sleep(RETRY_MS, undefined, { signal: until }).catch(() => undefined)
    }
    return false
  }
  return {
    webhook: (event, until) =>
      persist([event], until, () =>
        once('/api/webhooks/platform', event.body, signedHeaders(target.application, event.body)),
      ),
    report: (events, until) => {
      const body = JSON.stringify({ records: events.map((event) => reportOf(target.application, event)) })
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${target.token}` }
      return persist(events, until, () => once('/api/ingest/deliveries', body, headers))
    },
  }
}

type Answer = { status: number; retryAfter: string | null; text: string }

async function post(url: string, body: string, headers: Record<string, string>): Promise<Answer | null> {
  try {
    const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(PATIENCE_MS) })
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() }
  } catch (error) {
    return error instanceof Error && error.name === 'TimeoutError'
      ? { status: 0, retryAfter: null, text: `no answer within ${PATIENCE_MS / 1000} s` }
      : null
  }
}

function problemWhileAway(answer: Answer | null, tookMs: number): string | null {
  if (answer?.status !== 503) return `answered ${describe(answer)} while Postgres was away, not 503`
  if (!answer.retryAfter) return 'answered 503 without Retry-After'
  return tookMs > AWAY_LATEST_MS ? `took ${tookMs} ms to say 503` : null
}

/** At any moment: taken, "again later", or no connection because the process was killed. */
function problemOf(answer: Answer | null): string | null {
  if (answer === null) return null
  if (answer.status === 503 || answer.status === 429) return answer.retryAfter ? null : 'without Retry-After'
  if (answer.status !== 200 && answer.status !== 202) return `answered ${describe(answer)}`
  return /"rejected":\[\{|quarantined/.test(answer.text) ? `did not take a good event: ${describe(answer)}` : null
}

function describe(answer: Answer | null): string {
  return answer ? `${answer.status} ${answer.text.slice(0, 200)}` : 'nothing'
}
