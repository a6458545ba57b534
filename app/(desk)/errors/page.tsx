import type { Metadata } from 'next'
import { ConnectCalls } from '@/components/shell/connect-calls'
import { Page } from '@/components/shell/page'
import { requireUser } from '@/lib/auth'

export const metadata: Metadata = { title: 'Errors' }

export default async function ErrorsPage() {
  await requireUser()
  return (
    <Page title="Errors" lead="What the platform answered your systems, by code, route and caller.">
      <ConnectCalls shows="The rate of 4xx and 5xx answers over time, and the groups that got worse, show here." />
    </Page>
  )
}
