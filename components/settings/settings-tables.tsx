import { CopyableID } from '@/components/ui/copyable-id'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { formatDuration } from '@/lib/format/duration'
import type { ApplicationView, SettingView } from '@/lib/query/settings-page'

export function ApplicationsPanel({ applications }: { applications: ApplicationView[] }) {
  return (
    <Panel aria-labelledby="applications-title">
      <PanelHeader id="applications-title" title="Applications" />
      {applications.length === 0 ? (
        <EmptyState title="No application yet">
          Add one on the command line: <code className="mono">npm run -s desk -- application add</code>
        </EmptyState>
      ) : (
        <Table label="All applications" className="min-w-[860px]">
          <TableHead>
            <tr>
              <TableHeader>Name</TableHeader>
              <TableHeader>Environment</TableHeader>
              <TableHeader>Application</TableHeader>
              <TableHeader>Tenant</TableHeader>
              <TableHeader>Base URL</TableHeader>
              <TableHeader>Platform key</TableHeader>
              <TableHeader>Added</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {applications.map((application) => (
              <ApplicationRow key={application.applicationID} application={application} />
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  )
}

function ApplicationRow({ application }: { application: ApplicationView }) {
  return (
    <TableRow>
      <TableCell className="font-medium">
        {application.name}
        {application.overrides > 0 && <Badge className="ml-2">{application.overrides} own settings</Badge>}
      </TableCell>
      <TableCell>
        <StatusPill tone={application.environment === 'live' ? 'good' : 'wait'}>{application.environment}</StatusPill>
      </TableCell>
      <TableCell>
        <CopyableID id={application.applicationID} what="application ID" />
      </TableCell>
      <TableCell>
        <CopyableID id={application.tenantID} what="tenant ID" />
      </TableCell>
      <TableCell className="mono max-w-72 truncate" title={application.baseURL}>
        {application.baseURL}
      </TableCell>
      <TableCell className="text-ink-2">{application.hasApiKey ? 'set' : 'none: no pulls'}</TableCell>
      <TableCell className="text-ink-2">
        <RelativeTime at={application.createdAt} />
      </TableCell>
    </TableRow>
  )
}

export function ThresholdsPanel({ settings }: { settings: SettingView[] }) {
  return (
    <Panel aria-labelledby="thresholds-title">
      <PanelHeader id="thresholds-title" title="Thresholds and limits, for every application" />
      <Table label="Thresholds and limits" className="min-w-[720px]">
        <TableHead>
          <tr>
            <TableHeader>What it decides</TableHeader>
            <TableHeader numeric>Value</TableHeader>
            <TableHeader>Changed</TableHeader>
            <TableHeader>Name</TableHeader>
          </tr>
        </TableHead>
        <TableBody>
          {settings.map((setting) => (
            <TableRow key={setting.key}>
              <TableCell>{setting.describe}</TableCell>
              <TableCell numeric className="font-medium whitespace-nowrap">
                {sayValue(setting.key, setting.value)}
              </TableCell>
              <TableCell className="text-ink-2">
                {setting.changed ? (
                  <>
                    from {sayValue(setting.key, setting.changed.from)} by {setting.changed.by},{' '}
                    <RelativeTime at={setting.changed.at} />
                  </>
                ) : (
                  <span className="text-ink-3">default</span>
                )}
              </TableCell>
              <TableCell className="mono text-ink-3">{setting.key}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Panel>
  )
}

const UNIT_MS: Record<string, number> = { minutes: 60_000, seconds: 1_000, days: 86_400_000 }

function sayValue(key: string, value: SettingView['value']): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const unit = UNIT_MS[key.split('.').at(-1) ?? '']
  return unit && typeof value === 'number' ? formatDuration(value * unit) : String(value)
}
