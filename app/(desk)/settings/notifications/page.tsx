import type { Metadata } from 'next'
import { NotificationDigests } from '@/components/settings/notification-digests'
import { NotificationLog } from '@/components/settings/notification-log'
import { NotificationRules } from '@/components/settings/notification-rules'
import { NotificationTargets } from '@/components/settings/notification-targets'
import { Page } from '@/components/shell/page'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { requireUser } from '@/lib/auth'
import { readNotificationsPage } from '@/lib/query/notifications'
import { readSession } from '@/lib/query/session'

export const metadata: Metadata = { title: 'Notifications' }

export default async function NotificationsPage() {
  const user = await requireUser()
  if (!readSession(user).may.notifications) return <NotForYou />
  const page = await readNotificationsPage(user)
  return (
    <Page
      title="Notifications"
      lead="What holds now is told once for each cause, and once more when it is over. Messages carry IDs and causes, never a borrower’s data."
    >
      <NotificationRules rules={page.rules} targets={page.targets} applications={page.applications} />
      <NotificationTargets targets={page.targets} hasMail={page.hasMail} mayAllowHosts={page.mayAllowHosts} />
      <NotificationDigests digests={page.digests} hasMail={page.hasMail} />
      <NotificationLog log={page.log} />
    </Page>
  )
}

function NotForYou() {
  return (
    <Page title="Notifications">
      <Panel>
        <EmptyState title="Notifications are for operations">
          Your role may not see where findings are told. Ask somebody of operations to add your channel or address.
        </EmptyState>
      </Panel>
    </Page>
  )
}
