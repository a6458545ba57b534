import type { Metadata } from 'next'
import { TokensPanel } from '@/components/settings/tokens-panel'
import { Page } from '@/components/shell/page'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { applicationScope, may, requireUser } from '@/lib/auth'
import { listApplicationViews } from '@/lib/query/secrets'
import { listTokenViews } from '@/lib/query/tokens'

export const metadata: Metadata = { title: 'Tokens' }

export default async function TokensPage() {
  const user = await requireUser()
  if (!may(user, 'tokens')) return <NotForYou />
  const [tokens, applications] = await Promise.all([listTokenViews(user), listApplicationViews(user)])
  return (
    <Page title="Tokens" lead="What scripts and services sign in with. A revoked one works nowhere after five seconds.">
      <TokensPanel tokens={tokens.data} applications={applications.data} seesAll={applicationScope(user) === null} />
    </Page>
  )
}

function NotForYou() {
  return (
    <Page title="Tokens">
      <Panel>
        <EmptyState title="Tokens are for engineers">Your role may not see them. Ask an engineer for one.</EmptyState>
      </Panel>
    </Page>
  )
}
