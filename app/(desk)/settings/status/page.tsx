import type { Metadata } from 'next'
import { StatusBanner } from '@/components/settings/status-banner'
import { StatusChecks } from '@/components/settings/status-checks'
import { StatusMachine } from '@/components/settings/status-machine'
import { StatusSetAside } from '@/components/settings/status-set-aside'
import { StatusSources } from '@/components/settings/status-sources'
import { Page } from '@/components/shell/page'
import { requireUser } from '@/lib/auth'
import { readStatusPage } from '@/lib/query/status-page'

export const metadata: Metadata = { title: 'Status' }

export default async function StatusPage() {
  const user = await requireUser()
  const { worst, checks, applications, setAside, machine } = await readStatusPage(user)
  return (
    <Page title="Status" lead="How the desk itself is: what it takes in, what it still has to do, and what it runs on.">
      <StatusBanner worst={worst} checks={checks} />
      <StatusChecks checks={checks} />
      {setAside && setAside.length > 0 && <StatusSetAside subjects={setAside} />}
      <StatusSources applications={applications} />
      {machine && <StatusMachine machine={machine} />}
    </Page>
  )
}
