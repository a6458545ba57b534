import type { Metadata } from 'next'
import { ApplicationsPanel } from '@/components/settings/settings-tables'
import { SecretsPanel } from '@/components/settings/secrets-panel'
import { Page } from '@/components/shell/page'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { requireUser } from '@/lib/auth'
import { readSecretsPage } from '@/lib/query/secrets'
import { readSession } from '@/lib/query/session'
import { readSettingsPage } from '@/lib/query/settings-page'

export const metadata: Metadata = { title: 'Applications and secrets' }

export default async function ApplicationsPage() {
  const user = await requireUser()
  const { may } = readSession(user)
  const [{ applications }, secrets] = await Promise.all([
    readSettingsPage(user),
    may.secrets ? readSecretsPage(user) : Promise.resolve(null),
  ])
  return (
    <Page
      title="Applications and secrets"
      lead="Several secrets of an application may verify at once: add the new one, wait until it verifies, then retire the old one."
    >
      <ApplicationsPanel applications={applications} />
      {secrets === null ? (
        <Panel>
          <EmptyState title="Webhook secrets are for engineers">
            Your role may not see them. Ask an engineer which secret is in use, or an admin to rotate it.
          </EmptyState>
        </Panel>
      ) : (
        secrets.map((application) => (
          <SecretsPanel key={application.applicationID} application={application} mayChange={may.admin} />
        ))
      )}
    </Page>
  )
}
