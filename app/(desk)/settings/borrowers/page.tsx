import type { Metadata } from 'next'
import { EraseBorrower } from '@/components/settings/erase-borrower'
import { Page } from '@/components/shell/page'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { requireUser } from '@/lib/auth'
import { readSession } from '@/lib/query/session'
import { readSettingsPage } from '@/lib/query/settings-page'

export const metadata: Metadata = { title: 'Borrowers' }

export default async function BorrowersPage() {
  const user = await requireUser()
  const { applications } = await readSettingsPage(user)
  return (
    <Page
      title="Borrowers"
      lead="Erasing takes a borrower’s personal data out of everything that is kept. Journeys, deliveries and calls stay without it. There is no way back."
    >
      <Panel aria-labelledby="erase">
        <PanelHeader id="erase" title="Erase a borrower" />
        {readSession(user).may.admin ? (
          <EraseBorrower applications={applications} />
        ) : (
          <EmptyState title="Erasing is for admins">Your role may not do this. Ask an admin.</EmptyState>
        )}
      </Panel>
    </Page>
  )
}
