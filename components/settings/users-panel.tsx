'use client'

import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import type { Application } from '@/lib/query/secrets'
import type { User } from '@/lib/query/users'
import { DisableUser } from './disable-user'
import { Problem } from './notification-fields'
import { ROLE_WORDS } from './role-words'
import { useChange } from './use-change'
import { UserDialog } from './user-dialog'

interface UsersPanelProps {
  users: User[]
  applications: Application[]
  /** E-mail of the reader, who cannot shut themselves out. */
  own: string
}

/** Who may sign in, what they may do, and what they see. */
export function UsersPanel({ users, applications, own }: UsersPanelProps) {
  return (
    <Panel aria-labelledby="users-title">
      <PanelHeader id="users-title" title="Users">
        <UserDialog applications={applications} user={null} />
      </PanelHeader>
      <ul aria-label="Users" className="divide-y divide-line pb-1">
        {users.map((user) => (
          <UserItem key={user.id} user={user} applications={applications} isOwn={user.email === own} />
        ))}
      </ul>
    </Panel>
  )
}

function UserItem({ user, applications, isOwn }: { user: User; applications: Application[]; isOwn: boolean }) {
  const { id, email, role, disabledAt, lastSignInAt } = user
  const { pending, problem, change } = useChange()
  const isDisabled = disabledAt !== null
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="min-w-0 flex-1 basis-60 max-sm:basis-full">
        <span className="flex flex-wrap items-center gap-2 font-medium [overflow-wrap:anywhere]">
          {email}
          {isOwn && <span className="font-normal text-ink-3">you</span>}
          {isDisabled && <StatusPill tone="idle">disabled</StatusPill>}
        </span>
        <span className="text-ink-3">
          {ROLE_WORDS[role].name} · {seenBy(user, applications)} ·{' '}
          {lastSignInAt ? (
            <>
              signed in <RelativeTime at={lastSignInAt} />
            </>
          ) : (
            'never signed in'
          )}
        </span>
      </span>
      <Problem>{problem}</Problem>
      <span className="flex gap-1 max-sm:-ml-2.5">
        <UserDialog key={`${role}${String(user.applicationIDs)}`} applications={applications} user={user} />
        {isDisabled && (
          <Button
            variant="ghost"
            aria-disabled={pending}
            onClick={() => void change('PATCH', `users/${id}`, { isDisabled: false })}
          >
            Enable<span className="sr-only"> {email}</span>
          </Button>
        )}
        {!isDisabled && !isOwn && <DisableUser userID={id} email={email} />}
      </span>
    </li>
  )
}

function seenBy({ role, applicationIDs }: User, applications: Application[]): string {
  if (role === 'admin' || applicationIDs === null) return 'every application'
  if (applicationIDs.length === 0) return 'no application'
  const names = applications.filter((row) => applicationIDs.includes(row.applicationID)).map(({ name }) => name)
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')
}
