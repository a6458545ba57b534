import { CopyableID } from '@/components/ui/copyable-id'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime } from '@/components/ui/time'
import type { AaView } from './prepare-aa'

/** The consent sessions of a journey, the newest first. */
export function AaPanel({ sessions }: { sessions: AaView[] }) {
  return (
    <Panel aria-labelledby="aa">
      <PanelHeader title="Account Aggregator" id="aa" />
      <PanelBody className="pb-2">
        <ul className="divide-y divide-line">
          {sessions.map((session) => (
            <Session key={session.aaSessionID} session={session} />
          ))}
        </ul>
      </PanelBody>
    </Panel>
  )
}

function Session({ session }: { session: AaView }) {
  return (
    <li className="grid min-h-(--row) grid-cols-[auto_1fr] items-center gap-x-4 gap-y-0.5 py-1.5 sm:grid-cols-[auto_minmax(0,auto)_auto_1fr]">
      <CopyableID id={session.aaSessionID} what="AA session ID" className="justify-self-start" />
      <span className="truncate text-ink-2">{session.lender ?? '–'}</span>
      <span className="justify-self-start">
        <StatusPill tone={session.tone}>{session.state}</StatusPill>
      </span>
      <span className="text-ink-2">
        {session.expiresAt && (
          <>
            {session.expired ? 'was valid' : 'valid'}{' '}
            {session.issuedAt ? (
              <>
                <ClockTime at={session.issuedAt} />–
              </>
            ) : (
              'until '
            )}
            <ClockTime at={session.expiresAt} />
            {' · '}
          </>
        )}
        {session.returnedAt ? (
          <>
            returned <ClockTime at={session.returnedAt} />
          </>
        ) : (
          'not returned yet'
        )}
      </span>
    </li>
  )
}
