import type { Metadata } from 'next'
import { SettingsNav } from '@/components/settings/settings-nav'
import { ApplicationsPanel, ThresholdsPanel } from '@/components/settings/settings-tables'
import { Page } from '@/components/shell/page'
import { may, requireUser } from '@/lib/auth'
import { readSettingsPage } from '@/lib/query/settings-page'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const user = await requireUser()
  const { settings, applications } = await readSettingsPage(user)
  return (
    <Page title="Settings">
      <SettingsNav isAdmin={may(user, 'admin')} mayMakeTokens={may(user, 'tokens')} />
      <ApplicationsPanel applications={applications} href="/settings/applications" />
      <ThresholdsPanel settings={settings} />
    </Page>
  )
}
