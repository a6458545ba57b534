import type { Metadata } from 'next'
import { ConnectCalls } from '@/components/shell/connect-calls'
import { Page } from '@/components/shell/page'
import { requireUser } from '@/lib/auth'

export const metadata: Metadata = { title: 'Rate limits' }

export default async function RateLimitsPage() {
  await requireUser()
  return (
    <Page title="Rate limits" lead="Which caller runs into 429s on which route, and whether it backs off.">
      <ConnectCalls shows="The hotspots, how long each caller waits after a 429, and what the fix would save show here." />
    </Page>
  )
}
