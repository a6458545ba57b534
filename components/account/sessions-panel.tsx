'use client'

import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import type { OwnSession } from '@/lib/query/account'
import { ProvenAction } from './proven-action'

interface SessionsPanelProps {
  sessions: OwnSession[]
  hasPassword: boolean
}

export function SessionsPanel({ sessions, hasPassword }: SessionsPanelProps) {
  const router = useRouter()
  const asked = { hasPassword, method: 'DELETE', onDone: () => router.refresh() } as const
  return (
    <Panel aria-labelledby="sessions-title">
      <PanelHeader id="sessions-title" title="Where you are signed in">
        {sessions.length > 1 && (
          <ProvenAction
            title="Sign out every other browser?"
            description="Each has to sign in again at its next click. This one stays."
            action="Sign out the others"
            path="sessions"
            {...asked}
          >
            <Button>Sign out all others</Button>
          </ProvenAction>
        )}
      </PanelHeader>
      <ul aria-label="Sessions" className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.sessionID} className="flex items-center justify-between gap-3 px-4 py-2.5">
            <Session session={session} />
            {!session.isThis && (
              <ProvenAction
                title={`Sign out ${session.browser}?`}
                description="It has to sign in again at its next click."
                action="Sign it out"
                path={`sessions/${session.sessionID}`}
                {...asked}
              >
                <Button variant="ghost">
                  Sign out
                  <span className="sr-only"> {session.browser}</span>
                </Button>
              </ProvenAction>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const METHOD_WORDS: Record<string, string> = {
  password: 'with the password',
  totp: 'with password and code',
  'recovery-code': 'with a recovery code',
  sso: 'with single sign-on',
}

function Session({ session }: { session: OwnSession }) {
  const { browser, address, method, createdAt, lastSeenAt, isThis } = session
  return (
    <div className="grid min-w-0 gap-y-0.5">
      <span className="flex flex-wrap items-center gap-2 font-medium">
        {browser}
        {isThis && <Badge>this browser</Badge>}
      </span>
      <span className="text-xs text-ink-3">
        <span className="mono">{address}</span> · {METHOD_WORDS[method] ?? ''} <RelativeTime at={createdAt} /> · last
        used <RelativeTime at={lastSeenAt} />
      </span>
    </div>
  )
}
