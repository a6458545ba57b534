import { CopyableID } from '@/components/ui/copyable-id'
import { EmptyState } from '@/components/ui/empty-state'
import { NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { formatDuration } from '@/lib/format/duration'
import { formatExactCount } from '@/lib/format/number'
import type { ApplicationView, SettingView } from '@/lib/query/settings-page'

interface ApplicationsPanelProps {
  applications: ApplicationView[]
  /** Where their secrets are. */
  href?: string
}

export function ApplicationsPanel({ applications, href }: ApplicationsPanelProps) {
  return (
    <Panel aria-labelledby="applications-title">
      <PanelHeader
        id="applications-title"
        title="Applications"
        {...(href ? { href, count: 'Webhook secrets', linkLabel: 'Webhook secrets of the applications' } : {})}
      />
      {applications.length === 0 ? (
        <EmptyState title="No application yet">
          Add one on the command line: <code className="mono">npm run -s desk -- application add</code>
        </EmptyState>
      ) : (
        <>
          <WideApplications applications={applications} />
          <NarrowList label="All applications">
            {applications.map((application) => (
              <NarrowApplication key={application.applicationID} application={application} />
            ))}
          </NarrowList>
        </>
      )}
    </Panel>
  )
}

function WideApplications({ applications }: { applications: ApplicationView[] }) {
  return (
    <Table label="All applications" className="min-w-[860px]" wrapperClassName="hidden md:block">
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
  )
}

function NarrowApplication({ application }: { application: ApplicationView }) {
  return (
    <NarrowItem
      title={
        <>
          {application.name}
          {application.overrides > 0 && <Badge className="ml-2">{application.overrides} own settings</Badge>}
        </>
      }
      aside={<Environment application={application} />}
    >
      <span className="grid w-full gap-y-0.5">
        <span className="flex flex-wrap items-center gap-x-4">
          <span className="flex items-center gap-1.5">
            <span className="text-xs text-ink-3">application</span>
            <CopyableID id={application.applicationID} what="application ID" />
          </span>
          <span className="flex items-center gap-1.5">
            <span className="text-xs text-ink-3">tenant</span>
            <CopyableID id={application.tenantID} what="tenant ID" />
          </span>
        </span>
        <span className="mono [overflow-wrap:anywhere]">{application.baseURL}</span>
        <span>
          <span className="text-xs text-ink-3">platform key</span> {application.hasApiKey ? 'set' : 'none: no pulls'}
        </span>
      </span>
    </NarrowItem>
  )
}

function Environment({ application: { environment } }: { application: ApplicationView }) {
  return <StatusPill tone={environment === 'live' ? 'good' : 'wait'}>{environment}</StatusPill>
}

function ApplicationRow({ application }: { application: ApplicationView }) {
  return (
    <TableRow>
      <TableCell className="font-medium">
        {application.name}
        {application.overrides > 0 && <Badge className="ml-2">{application.overrides} own settings</Badge>}
      </TableCell>
      <TableCell>
        <Environment application={application} />
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
      <PanelHeader
        id="thresholds-title"
        title="Thresholds and limits, for every application"
        href="/settings/thresholds"
        count="Learned thresholds"
      />
      <p className="px-4 pb-2 text-ink-2">
        Changed on the command line:{' '}
        <code className="mono [overflow-wrap:anywhere]">npm run -s desk -- settings set name value</code>
      </p>
      <Table label="Thresholds and limits" className="min-w-[720px]" wrapperClassName="hidden md:block">
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
                <Changed setting={setting} />
              </TableCell>
              <TableCell className="mono text-ink-3">{setting.key}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <NarrowList label="Thresholds and limits">
        {settings.map((setting) => (
          <NarrowItem key={setting.key} title={setting.describe} aside={sayValue(setting.key, setting.value)}>
            <span className="mono min-w-0 text-ink-3 [overflow-wrap:anywhere]">{setting.key}</span>
            <span className="ml-auto max-w-1/2 text-right text-xs">
              <Changed setting={setting} />
            </span>
          </NarrowItem>
        ))}
      </NarrowList>
    </Panel>
  )
}

function Changed({ setting: { key, changed } }: { setting: SettingView }) {
  if (!changed) return <span className="text-ink-3">default</span>
  return (
    <>
      from {sayValue(key, changed.from)} by {changed.by}, <RelativeTime at={changed.at} />
    </>
  )
}

const UNIT_MS: Record<string, number> = { minutes: 60_000, seconds: 1_000, days: 86_400_000 }

function sayValue(key: string, value: SettingView['value']): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const unit = UNIT_MS[key.split('.').at(-1) ?? '']
  if (typeof value !== 'number') return String(value)
  if (unit) return formatDuration(value * unit)
  return Number.isInteger(value) ? formatExactCount(value) : String(value)
}
