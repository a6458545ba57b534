import type { metrics as sdk } from '@opentelemetry/sdk-node'
import type { MetricObjectWithValues, MetricValueWithName } from 'prom-client'
import { metrics } from './metrics'

type Values = MetricValueWithName<string>[]
type Counted = MetricObjectWithValues<MetricValueWithName<string>>

/** What `/api/metrics` tells of this process, as OTLP has it: read from the same registry at each export. */
export async function collectMetrics({ DataPointType, AggregationTemporality }: typeof sdk): Promise<sdk.MetricData[]> {
  const counted = await metrics().registry.getMetricsAsJSON()
  const time = { startTime: startedAt, endTime: hrTimeOf(Date.now()) }
  const aggregationTemporality = AggregationTemporality.CUMULATIVE
  return counted.map((metric): sdk.MetricData => {
    const { values } = metric as Counted
    const descriptor = { name: metric.name, description: metric.help, unit: '', valueType: 1 }
    const common = { descriptor, aggregationTemporality }
    const points = () => values.map(({ labels, value }) => ({ ...time, attributes: textOf(labels), value }))
    if (String(metric.type) === 'histogram') {
      const dataPoints = histogramsOf(values).map((histogram) => ({ ...time, ...histogram }))
      return { ...common, dataPointType: DataPointType.HISTOGRAM, dataPoints }
    }
    if (String(metric.type) === 'counter') {
      return { ...common, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints: points() }
    }
    return { ...common, dataPointType: DataPointType.GAUGE, dataPoints: points() }
  })
}

const startedAt = hrTimeOf(Date.now())

/** prom-client counts each bucket with all below it, OTLP each by itself. */
function histogramsOf(values: Values) {
  const groups = new Map<string, Values>()
  for (const value of values) {
    const key = JSON.stringify(textOf(value.labels))
    groups.set(key, [...(groups.get(key) ?? []), value])
  }
  return [...groups.values()].map((group) => {
    const buckets = group.filter(({ labels }) => 'le' in labels)
    const totals = buckets.map(({ value }) => value)
    const of = (end: string) => group.find(({ metricName }) => metricName?.endsWith(end))?.value ?? 0
    return {
      attributes: textOf(group[0]?.labels ?? {}),
      value: {
        buckets: {
          boundaries: buckets.map(({ labels }) => Number(labels.le)).filter(Number.isFinite),
          counts: totals.map((total, index) => total - (totals[index - 1] ?? 0)),
        },
        sum: of('_sum'),
        count: of('_count'),
      },
    }
  })
}

function textOf(labels: Partial<Record<string, string | number>>): Record<string, string> {
  const known = Object.entries(labels).filter(([name]) => name !== 'le')
  return Object.fromEntries(known.map(([name, value]) => [name, String(value)]))
}

function hrTimeOf(ms: number): [number, number] {
  return [Math.floor(ms / 1000), (ms % 1000) * 1e6]
}
