import type { Metadata } from 'next'
import { ApplicationsPanel, ThresholdsPanel } from '@/components/settings/settings-tables'
import { Page } from '@/components/shell/page'
import { PanelLink } from '@/components/ui/panel'
import { may, requireUser } from '@/lib/auth'
import { readSettingsPage } from '@/lib/query/settings-page'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const user = await requireUser()
  const { settings, applications } = await readSettingsPage(user)
  return (
    <Page
      title="Settings"
      actions={
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <PanelLink href="/settings/account">Your account</PanelLink>
          {may(user, 'admin') && <PanelLink href="/settings/users">Users</PanelLink>}
          {may(user, 'tokens') && <PanelLink href="/settings/tokens">Tokens</PanelLink>}
          <PanelLink href="/settings/status">Status</PanelLink>
          <PanelLink href="/settings/notifications">Notifications</PanelLink>
          <PanelLink href="/settings/borrowers">Borrowers</PanelLink>
          {may(user, 'admin') && <PanelLink href="/settings/audit">Audit log</PanelLink>}
          <PanelLink href="/api-reference">API reference</PanelLink>
        </div>
      }
      lead={
        <>
          Changed on the command line: <code className="mono">npm run -s desk -- settings set name value</code>
        </>
      }
    >
      <ApplicationsPanel applications={applications} href="/settings/applications" />
      <ThresholdsPanel settings={settings} />
    </Page>
  )
}
