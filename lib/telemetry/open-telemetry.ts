import { env } from '@/lib/env'
import { collectMetrics } from './otlp-metrics'

const METRICS_EVERY_MS = 60_000

/**
 * Exports traces and metrics of this process until `close`, which sends the last. Loads nothing where no endpoint is set.
 * The exporters read the endpoint and its headers from the environment themselves.
 */
export async function openTelemetry(): Promise<{ close: () => Promise<void> }> {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return { close: async () => undefined }
  const [api, { OTLPTraceExporter }, { OTLPMetricExporter }, { metrics, resources, tracing }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/exporter-trace-otlp-proto'),
    import('@opentelemetry/exporter-metrics-otlp-proto'),
    import('@opentelemetry/sdk-node'),
  ])
  const resource = resources.resourceFromAttributes({ 'service.name': 'journey-desk', 'desk.role': env().DESK_ROLE })
  const scope = { name: 'journey-desk' }
  const producer = {
    collect: async () => {
      const scopeMetrics = [{ scope, metrics: await collectMetrics(metrics) }]
      return { resourceMetrics: { resource, scopeMetrics }, errors: [] }
    },
  }
  const reader = new metrics.PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: METRICS_EVERY_MS,
    metricProducers: [producer],
  })
  const meters = new metrics.MeterProvider({ resource, readers: [reader] })
  const spanProcessors = [new tracing.BatchSpanProcessor(new OTLPTraceExporter())]
  const tracers = new tracing.BasicTracerProvider({ resource, spanProcessors })
  globalThis.deskTracing = { api, tracer: tracers.getTracer(scope.name) }
  return {
    close: async () => {
      globalThis.deskTracing = undefined
      await Promise.allSettled([tracers.shutdown(), meters.shutdown()])
    },
  }
}
