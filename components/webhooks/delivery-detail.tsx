import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { CopyableID } from '@/components/ui/copyable-id'
import { Count } from '@/components/ui/count'
import { KeyValue, KeyValueList, KeyValueRow, KeyValueStrip } from '@/components/ui/key-value'
import { Panel, PanelBody, PanelHeader, VerdictBanner } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { ExactTime } from '@/components/ui/time'
import { causeLabel, guidanceHref } from '@/lib/domain/conditions'
import { verdictTone } from '@/lib/format/words'
import type { Delivery } from '@/lib/query/schemas'
import { verdictTitle, verdictMeaning } from './verdict-words'

const CONDITION = 'webhook-signature-failure'

interface DeliveryDetailProps {
  delivery: Delivery
  link: (path: string) => string
}

export function DeliveryBanner({ delivery, link }: DeliveryDetailProps) {
  const { verdict, cause, forensics } = delivery
  return (
    <VerdictBanner tone={verdictTone(verdict)}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <StatusPill tone={verdictTone(verdict)}>{verdict.replaceAll('-', ' ')}</StatusPill>
        <h1 className="text-lg font-semibold">{verdictTitle(verdict)}</h1>
      </div>
      <p className="mt-1.5 max-w-[90ch] text-ink-2">{forensics?.sentence ?? verdictMeaning(verdict)}</p>
      {cause && (
        <p className="mt-1 text-ink-3">
          Cause: {causeLabel(CONDITION, cause)}
          {forensics && `, confidence ${forensics.confidence.toFixed(2)}`}.
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {cause && (
          <Button asChild variant="primary">
            <Link href={link(guidanceHref(CONDITION, cause))}>Open guidance</Link>
          </Button>
        )}
        {delivery.journeyIDs.slice(0, 3).map((id) => (
          <Button asChild key={id}>
            <Link href={link(`/journeys/${encodeURIComponent(id)}`)}>Open journey</Link>
          </Button>
        ))}
      </div>
    </VerdictBanner>
  )
}

export function DeliveryFacts({ delivery, application }: { delivery: Delivery; application: string }) {
  return (
    <KeyValueStrip className="px-0.5">
      <KeyValue label="Received" className="col-span-2">
        <ExactTime at={delivery.receivedAt} />
      </KeyValue>
      <KeyValue label="Event">
        {delivery.eventID ? <CopyableID id={delivery.eventID} what="event ID" /> : 'none'}
      </KeyValue>
      <KeyValue label="Application">{application}</KeyValue>
      <KeyValue label="Seen by">{delivery.source}</KeyValue>
      <KeyValue label="Attempt">{delivery.attempt}</KeyValue>
      <KeyValue label="Answered">{delivery.responseStatus ?? '–'}</KeyValue>
      <KeyValue label="Processing">{delivery.processing}</KeyValue>
      <KeyValue label="Size">
        <Count value={delivery.bodySize} />
        &nbsp;bytes
      </KeyValue>
      {delivery.sequence && <KeyValue label="Sequence">{delivery.sequence}</KeyValue>}
    </KeyValueStrip>
  )
}

export function DeliveryParts({ delivery }: { delivery: Delivery }) {
  const tried = toLines(delivery.forensics?.tried)
  const missing = toLines(delivery.forensics?.missing)
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel aria-labelledby="headers-title">
        <PanelHeader id="headers-title" title="What arrived" />
        <PanelBody>
          <KeyValueList>
            {Object.entries(delivery.headers).map(([name, value]) => (
              <KeyValueRow key={name} label={name}>
                <span className="mono break-all">{typeof value === 'string' ? value : JSON.stringify(value)}</span>
              </KeyValueRow>
            ))}
            <KeyValueRow label="SHA-256 of the body">
              {delivery.bodySha256 ? <CopyableID id={delivery.bodySha256} what="digest" /> : 'not kept'}
            </KeyValueRow>
          </KeyValueList>
        </PanelBody>
      </Panel>
      <Panel aria-labelledby="tried-title">
        <PanelHeader id="tried-title" title="What was tried" />
        <PanelBody>
          {tried.length === 0 && missing.length === 0 ? (
            <p className="text-ink-3">
              {delivery.forensics ? 'Nothing beyond the active secrets was needed.' : 'There was nothing to explain.'}
            </p>
          ) : (
            <ul className="divide-y divide-line">
              {tried.map((line) => (
                <li key={line} className="flex min-h-(--row) items-center py-1">
                  {line}
                </li>
              ))}
              {missing.map((line) => (
                <li key={line} className="flex min-h-(--row) items-center py-1 text-ink-3">
                  missing: {line}
                </li>
              ))}
            </ul>
          )}
        </PanelBody>
      </Panel>
    </div>
  )
}

/** Forensics may say a list of sentences, objects, or a number of variants; each becomes readable lines. */
function toLines(value: NonNullable<Delivery['forensics']>['tried'] | undefined): string[] {
  if (value === null || value === undefined) return []
  if (typeof value === 'number') return value > 0 ? [`${value} variants`] : []
  if (Array.isArray(value)) return value.map((line) => (typeof line === 'string' ? line : readable(line)))
  return typeof value === 'string' ? [value] : [readable(value)]
}

function readable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${typeof part === 'string' ? part : JSON.stringify(part)}`)
    .join(', ')
}
