import { CopyableID } from '@/components/ui/copyable-id'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime } from '@/components/ui/time'
import { isFinal } from '@/lib/domain/vocabulary'
import type { JourneyScreen } from '@/lib/query/journey'
import { prepareAa, type AaView } from './prepare-aa'

/** The consent sessions of a journey, the newest first. */
export function AaPanel({ journey, now }: { journey: JourneyScreen; now: Date }) {
  const sessions = prepareAa(journey, now)
  const required = journey.offers.some((offer) => offer.aa?.required)
  return (
    <Panel aria-labelledby="aa">
      <PanelHeader title="Account Aggregator" id="aa" />
      <PanelBody className="pb-2">
        {sessions.length === 0 ? (
          <EmptyState className="py-5" title={emptyTitle(required, journey)} />
        ) : (
          <ul className="divide-y divide-line">
            {sessions.map((session) => (
              <Session key={session.aaSessionID} session={session} />
            ))}
          </ul>
        )}
      </PanelBody>
    </Panel>
  )
}

function emptyTitle(required: boolean, journey: JourneyScreen): string {
  if (required)
    return isFinal(journey.status) ? 'Consent was never given' : 'Consent is required; no session was created yet'
  return 'No consent session'
}

function Session({ session }: { session: AaView }) {
  return (
    <li className="grid min-h-(--row) grid-cols-[auto_1fr] items-center gap-x-4 gap-y-0.5 py-1.5 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto_minmax(0,1.6fr)]">
      <CopyableID id={session.aaSessionID} what="AA session ID" className="justify-self-start" />
      <span className="truncate text-ink-2">{session.lender ?? '–'}</span>
      <span className="justify-self-start sm:w-28">
        <StatusPill tone={session.tone}>{session.state}</StatusPill>
      </span>
      <span className="text-ink-2">
        {session.expiresAt && (
          <>
            redirect {session.expired ? 'was valid' : 'valid'}
            {session.issuedAt && (
              <>
                {' '}
                from <ClockTime at={session.issuedAt} />
              </>
            )}{' '}
            to <ClockTime at={session.expiresAt} />
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
