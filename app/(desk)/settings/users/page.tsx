import type { Metadata } from 'next'
import { UsersPanel } from '@/components/settings/users-panel'
import { Page } from '@/components/shell/page'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { hasSso, may, requireUser } from '@/lib/auth'
import { env } from '@/lib/env'
import { listApplicationViews } from '@/lib/query/secrets'
import { listUserViews } from '@/lib/query/users'

export const metadata: Metadata = { title: 'Users' }

const LEAD =
  'Who may sign in, what they may do, and which applications they see. Changes hold from the next request on.'

export default async function UsersPage() {
  const user = await requireUser()
  if (!may(user, 'admin')) return <NotForYou />
  const [users, applications] = await Promise.all([listUserViews(user), listApplicationViews(user)])
  return (
    <Page title="Users" lead={[LEAD, hasSso() && ssoWords()].filter(Boolean).join(' ')}>
      <UsersPanel users={users.data} applications={applications.data} own={user.email} />
    </Page>
  )
}

function ssoWords(): string {
  const seen = env().OIDC_APPLICATIONS ? 'the applications of OIDC_APPLICATIONS' : 'no application until you grant some'
  return `Single sign-on sets the role with each sign-in; whoever comes with it for the first time sees ${seen}.`
}

function NotForYou() {
  return (
    <Page title="Users">
      <Panel>
        <EmptyState title="Users are for admins">Your role may not see who signs in. Ask an admin.</EmptyState>
      </Panel>
    </Page>
  )
}
