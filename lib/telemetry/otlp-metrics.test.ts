import { metrics as sdk } from '@opentelemetry/sdk-node'
import { expect, it } from 'vitest'
import { countRecords, metrics } from './metrics'
import { collectMetrics } from './otlp-metrics'

it('tells by OTLP what Prometheus is told, each bucket by itself', async () => {
  for (const seconds of [0.02, 0.02, 20]) metrics().requestSeconds.observe({ area: 'page', outcome: 'ok' }, seconds)
  countRecords('calls', 'accepted', 3)
  const collected = await collectMetrics(sdk)
  const of = (name: string) => collected.find(({ descriptor }) => descriptor.name === name)
  const [requests] = of('desk_request_seconds')?.dataPoints ?? []
  expect(requests?.attributes).toEqual({ area: 'page', outcome: 'ok' })
  expect(requests?.value).toMatchObject({ count: 3, buckets: { counts: [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1] } })
  expect(of('desk_ingested_records_total')?.dataPoints[0]).toMatchObject({
    attributes: { door: 'calls', outcome: 'accepted' },
    value: 3,
  })
  expect(of('process_resident_memory_bytes')?.dataPointType).toBe(sdk.DataPointType.GAUGE)
})
