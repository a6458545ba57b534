import Link from 'next/link'
import { CopyableID, ShortID } from '@/components/ui/copyable-id'
import { Count } from '@/components/ui/count'
import { KeyValue, KeyValueStrip } from '@/components/ui/key-value'
import { StatusPill } from '@/components/ui/status-pill'
import { ClockTime, ExactTime } from '@/components/ui/time'
import { verdictTone, type Tone } from '@/lib/format/words'
import type { DeliveryScreen } from '@/lib/query/delivery-screen'
import type { Delivery } from '@/lib/query/schemas'

interface DeliveryFactsProps {
  screen: DeliveryScreen
  application: string
  link: (path: string) => string
}

const SOURCES: Record<Delivery['source'], string> = {
  receiver: 'our receiver',
  reported: 'your receiver',
  platform: 'the platform’s log',
}

export function DeliveryFacts({ screen, application, link }: DeliveryFactsProps) {
  const { delivery } = screen
  const applied = appliedWords(delivery)
  return (
    <KeyValueStrip className="px-0.5">
      <KeyValue label={delivery.source === 'platform' ? 'Attempted' : 'Received'} className="col-span-2">
        <ExactTime at={delivery.receivedAt} />
      </KeyValue>
      <KeyValue label="Verified">
        {delivery.source === 'platform' ? (
          'not judged'
        ) : (
          <StatusPill tone={verdictTone(delivery.verdict)}>{verifiedWords(delivery)}</StatusPill>
        )}
      </KeyValue>
      <KeyValue label="Applied">
        <StatusPill tone={applied.tone}>{applied.label}</StatusPill>
      </KeyValue>
      <KeyValue label="Attempt">
        {delivery.attempt}
        {screen.nextAttemptAt && (
          <span className="font-normal">
            &nbsp;· next <ClockTime at={screen.nextAttemptAt} />
          </span>
        )}
      </KeyValue>
      <KeyValue label="Journey">
        <Journeys ids={delivery.journeyIDs} link={link} />
      </KeyValue>
      <KeyValue label="Event">
        {delivery.eventID ? <CopyableID id={delivery.eventID} what="event ID" /> : 'none'}
      </KeyValue>
      <KeyValue label="Application">{application}</KeyValue>
      <KeyValue label="Seen by">{SOURCES[delivery.source]}</KeyValue>
      <KeyValue label="Answered">{answeredWords(screen)}</KeyValue>
      <KeyValue label="Size">
        <Count value={delivery.bodySize} />
        &nbsp;bytes
      </KeyValue>
      <KeyValue label="Sequence">{delivery.sequence ?? '–'}</KeyValue>
      {screen.url && (
        <KeyValue label="Sent to" className="col-span-2">
          <span className="mono break-all">{screen.url}</span>
        </KeyValue>
      )}
    </KeyValueStrip>
  )
}

function Journeys({ ids, link }: { ids: string[]; link: (path: string) => string }) {
  const [journeyID, ...more] = ids
  if (!journeyID) return 'none'
  return (
    <>
      <Link href={link(`/journeys/${encodeURIComponent(journeyID)}`)} className="link">
        <ShortID id={journeyID} />
      </Link>
      {more.length > 0 && <span className="ml-1.5 text-xs text-ink-3">+{more.length}</span>}
    </>
  )
}

function verifiedWords({ verdict }: Delivery): string {
  if (verdict === 'stale') return 'yes, but late'
  return ['verified', 'duplicate', 'event-conflict', 'unparseable'].includes(verdict) ? 'yes' : 'no'
}

/** What the side that got it did: "rejected, 401 · 12 ms". */
function answeredWords({ delivery: { responseStatus, durationMs }, reportedOutcome }: DeliveryScreen): string {
  const answer = [reportedOutcome, responseStatus].filter((part) => part !== null).join(', ')
  const parts = [answer, durationMs === null ? '' : `${durationMs} ms`].filter(Boolean)
  return parts.join(' · ') || '–'
}

function appliedWords({ processing, source }: Delivery): { label: string; tone: Tone } {
  if (processing === 'applied') return { label: 'yes', tone: 'good' }
  if (processing === 'skipped') return { label: 'by another copy', tone: 'good' }
  if (processing === 'quarantined') return { label: 'no: quarantined', tone: 'wait' }
  if (processing === 'failed') return { label: 'no: failed', tone: 'stuck' }
  return source === 'platform' ? { label: 'only told', tone: 'idle' } : { label: 'no', tone: 'wait' }
}
