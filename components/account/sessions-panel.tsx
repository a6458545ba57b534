'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Badge } from '@/components/ui/status-pill'
import { RelativeTime } from '@/components/ui/time'
import type { OwnSession } from '@/lib/query/account'
import { requestAccount } from './account-request'
import { Told } from './told'

export function SessionsPanel({ sessions }: { sessions: OwnSession[] }) {
  const router = useRouter()
  const [problem, setProblem] = useState<string | null>(null)
  const end = async (path: string) => {
    const ended = await requestAccount('DELETE', path)
    setProblem(ended.ok ? null : ended.message)
    router.refresh()
  }
  return (
    <Panel aria-labelledby="sessions-title">
      <PanelHeader id="sessions-title" title="Where you are signed in">
        {sessions.length > 1 && <Button onClick={() => void end('sessions')}>Sign out all others</Button>}
      </PanelHeader>
      <ul aria-label="Sessions" className="divide-y divide-line">
        {sessions.map((session) => (
          <li key={session.sessionID} className="flex items-center justify-between gap-3 px-4 py-2.5">
            <Session session={session} />
            {!session.isThis && (
              <Button variant="ghost" onClick={() => void end(`sessions/${session.sessionID}`)}>
                Sign out
                <span className="sr-only"> {session.browser}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Told problem={problem} className="px-4 pb-3 empty:sr-only" />
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
