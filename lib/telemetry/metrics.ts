import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

/** On globalThis, so that the server and Next's bundles count in one place. */
declare global {
  var deskMetrics: Metrics | undefined
}

type Metrics = ReturnType<typeof create>

/** What this process counts; `/api/metrics` tells it. No label takes a word from outside. */
export function metrics(): Metrics {
  return (globalThis.deskMetrics ??= create())
}

function create() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'desk_request_seconds',
      help: 'Time from the first byte of a request to the last of its answer, by area and outcome.',
      labelNames: ['area', 'outcome'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    ingestedRecords: new Counter({
      name: 'desk_ingested_records_total',
      help: 'Webhooks, reported deliveries, calls and spans, by door and by what became of them.',
      labelNames: ['door', 'outcome'] as const,
      registers,
    }),
  }
}

export type Door = 'webhooks' | 'deliveries' | 'calls' | 'traces'
export type RecordOutcome = 'accepted' | 'duplicate' | 'quarantined' | 'refused' | 'too-large' | 'rejected'

export function countRecords(door: Door, outcome: RecordOutcome, count = 1): void {
  if (count > 0) metrics().ingestedRecords.inc({ door, outcome }, count)
}
