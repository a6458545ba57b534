import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { RelativeTime } from '@/components/ui/time'
import { formatDuration } from '@/lib/format/duration'
import type { ApplicationStatus } from '@/lib/query/status'

const SOURCES = [
  ['receiver', 'Webhooks here'],
  ['reported', 'Deliveries reported'],
  ['platform', 'Platform’s own log'],
  ['pull', 'Pulls'],
  ['batch', 'Calls by batch'],
  ['otlp', 'Calls by OpenTelemetry'],
] as const

export function StatusSources({ applications }: { applications: ApplicationStatus[] }) {
  return (
    <Panel aria-labelledby="sources-title">
      <PanelHeader id="sources-title" title="Sources: when each last spoke" />
      {applications.length === 0 ? (
        <EmptyState title="No application yet">
          Add one on the command line: <code className="mono">npm run -s desk -- application add</code>
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line">
          {applications.map((application) => (
            <ApplicationSources key={application.applicationID} application={application} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

function ApplicationSources({
  application: { name, environment, sources, calls },
}: {
  application: ApplicationStatus
}) {
  return (
    <li className="px-4 py-3">
      <h3 className="font-medium">
        {name} <span className="font-normal text-ink-3">{environment}</span>
      </h3>
      <dl className="mt-1 grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-3 xl:grid-cols-6">
        {SOURCES.map(([source, label]) => (
          <div key={source} className="min-w-0">
            <dt className="text-2xs text-ink-3">{label}</dt>
            <dd>
              <LastSpoke at={sources[source]} />
              {(source === 'batch' || source === 'otlp') && <Lag calls={calls[source]} />}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  )
}

function LastSpoke({ at }: { at: Date | null }) {
  return at ? <RelativeTime at={at} className="font-medium" /> : <span className="text-ink-3">never</span>
}

/** How old the newest call was when it came. */
function Lag({ calls }: { calls: { lagSeconds: number } | null }) {
  if (!calls) return null
  return <span className="block text-xs text-ink-3">{formatDuration(calls.lagSeconds * 1000)} after the call</span>
}
