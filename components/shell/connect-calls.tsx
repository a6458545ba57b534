import { Unplug } from 'lucide-react'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'

/** For screens that stand on API calls while none have ever come: what would show here, and that it is not connected yet. */
export function ConnectCalls({ shows }: { shows: string }) {
  return (
    <Panel>
      <EmptyState icon={<Unplug />} title="No API calls received yet" className="py-16">
        <p>{shows}</p>
        <p className="mt-3">
          They are told by your own systems: point an OpenTelemetry exporter at{' '}
          <code className="mono">/api/ingest/otlp</code>, or send batches to{' '}
          <code className="mono">/api/ingest/api-calls</code>, with a token of the scope{' '}
          <code className="mono">ingest</code>. Until then an empty page here says nothing about your error rate.
        </p>
      </EmptyState>
    </Panel>
  )
}
