import type { ApiCall } from '@/lib/domain/api-call'
import type { Settings } from '@/lib/domain/settings'
import { compareCalls, firstAfter, groupBy, SKEW_MS, startOf } from './caller-view'
import { pollingFacts, pollingSpans, type PollingFacts, type PollingSpan } from './polling'

/** What partner systems called about one journey, as its rules ask for it. Times are milliseconds. */
export interface JourneyCalls {
  /** Of the client that reads the state too often at `at`, counting reads from `since` on. */
  pollingAt: (since: number, at: number) => PollingFacts | null
  /** The client with the most state reads of the window that ends at `at`. */
  busiestAt: (since: number, at: number) => PollingFacts | null
  nextPollingTurn: (since: number, at: number) => number | null
  /** Reads of the steps of other offers than the given one after it was proceeded, up to `at`, by offer. */
  otherStepReads: (offerID: string, proceededAt: number, at: number) => ApiCall[][]
  nextStepTurn: (offerID: string, proceededAt: number, at: number) => number | null
  proceeds: ApiCall[]
}

interface Client {
  reads: ApiCall[]
  spans: PollingSpan[]
}

export function journeyCalls(calls: ApiCall[], settings: Settings): JourneyCalls {
  const ordered = [...new Map(calls.map((call) => [call.callID, call])).values()].toSorted(compareCalls)
  const stateReads = ordered.filter(({ route }) => route === 'GET /journeys/{journeyID}/state')
  const stepReads = groupBy(
    ordered.filter(({ route, offerID }) => route === 'GET /offers/{offerID}/steps' && offerID !== null),
    ({ offerID }) => offerID ?? '',
  )
  const clients = memoized((since) => clientsOf(stateReads, since, settings))
  const windowMs = settings['staleOffer.window.minutes'] * 60_000 + SKEW_MS + 1
  const others = (offerID: string) => [...stepReads].filter(([other]) => other !== offerID).map(([, reads]) => reads)
  const afterProceed = (offerID: string, proceededAt: number) =>
    others(offerID).map((reads) => reads.slice(firstAfter(reads, proceededAt + SKEW_MS, startOf)))
  return {
    pollingAt: (since, at) => {
      const client = clients(since).find(({ spans }) => spans.some(({ from, to }) => from <= at && at < to))
      return client ? pollingFacts(client.reads, at, settings) : null
    },
    busiestAt: (since, at) => {
      const told = clients(since).map(({ reads }) => pollingFacts(reads, at, settings))
      return told.filter(({ reads }) => reads.length > 0).toSorted((a, b) => b.reads.length - a.reads.length)[0] ?? null
    },
    nextPollingTurn: (since, at) =>
      least(
        clients(since).flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to])),
        at,
      ),
    otherStepReads: (offerID, proceededAt, at) =>
      afterProceed(offerID, proceededAt).map((reads) => reads.slice(0, firstAfter(reads, at, startOf))),
    nextStepTurn: (offerID, proceededAt, at) =>
      least(
        afterProceed(offerID, proceededAt).flatMap((reads) =>
          reads.slice(settings['staleOffer.reads'] - 1).flatMap((read) => [startOf(read), startOf(read) + windowMs]),
        ),
        at,
      ),
    proceeds: ordered.filter(({ route, offerID }) => route === 'POST /offers/{offerID}/proceed' && offerID !== null),
  }
}

/** A client is a caller with one token: two at a proper pace are not added up. */
function clientsOf(reads: ApiCall[], since: number, settings: Settings): Client[] {
  const own = reads.slice(firstAfter(reads, since - 1, startOf))
  const clients = groupBy(own, ({ caller, auth }) => `${caller}\n${auth?.fingerprint ?? ''}`)
  return [...clients.values()].map((mine) => ({ reads: mine, spans: pollingSpans(mine, settings) }))
}

function least(turns: number[], after: number): number | null {
  const next = turns.reduce((found, turn) => (turn > after && turn < found ? turn : found), Infinity)
  return Number.isFinite(next) ? next : null
}

/** Remembers the last answer: a journey's wait begins seldom, and is asked for at every moment. */
function memoized<T>(make: (since: number) => T): (since: number) => T {
  let held: { since: number; value: T } | null = null
  return (since) => {
    if (held?.since !== since) held = { since, value: make(since) }
    return held.value
  }
}
