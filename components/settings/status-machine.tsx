import type { ReactNode } from 'react'
import { KeyValue, KeyValueStrip } from '@/components/ui/key-value'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/time'
import { formatBytes } from '@/lib/format/number'
import type { StatusPage } from '@/lib/query/status-page'

/** What those who run the desk need: versions, and each worker of the last day. */
export function StatusMachine({ machine }: { machine: NonNullable<StatusPage['machine']> }) {
  return (
    <Panel aria-labelledby="machine-title">
      <PanelHeader id="machine-title" title="What it runs on" />
      <PanelBody>
        <KeyValueStrip>
          <KeyValue label="Journey Desk">{machine.version}</KeyValue>
          <KeyValue label="Node">{machine.node}</KeyValue>
          <KeyValue label="Postgres">{machine.postgres}</KeyValue>
          <KeyValue label="Database">{machine.isEmbedded ? 'embedded' : 'external'}</KeyValue>
        </KeyValueStrip>
      </PanelBody>
      <ul className="divide-y divide-line border-t border-line" aria-label="Workers of the last day">
        {machine.workers.map(({ workerID, startedAt, seenAt, version, vitals }) => (
          <li key={workerID} className="flex flex-wrap items-baseline gap-x-6 gap-y-0.5 px-4 py-2.5">
            <span className="font-medium">
              Worker <span className="mono">{workerID.slice(0, 8)}</span>
            </span>
            <Fact label="told of itself">
              <RelativeTime at={seenAt} />
            </Fact>
            <Fact label="started">
              <RelativeTime at={startedAt} />
            </Fact>
            <Fact label="version">{version}</Fact>
            <Fact label="memory">{formatBytes(vitals.residentBytes)}</Fact>
            <Fact label="event loop held up at most">{Math.round(vitals.eventLoopLagSeconds * 1000)} ms</Fact>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className="text-ink-2">
      <span className="text-xs text-ink-3">{label}</span> {children}
    </span>
  )
}
