import Link from 'next/link'
import { ShortID } from '@/components/ui/copyable-id'
import { Dot, NarrowItem, NarrowList } from '@/components/ui/narrow-list'
import { StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import { causeLabel } from '@/lib/domain/conditions'
import { verdictTone } from '@/lib/format/words'
import type { Delivery } from '@/lib/query/schemas'

interface DeliveryTableProps {
  deliveries: Delivery[]
  /** Names by application ID. */
  applications: ReadonlyMap<string, string>
  link: (path: string) => string
}

/** A table or, on narrow screens, items of two lines. */
export function DeliveryTable(props: DeliveryTableProps) {
  return (
    <>
      <WideDeliveries {...props} />
      <NarrowList label="Deliveries">
        {props.deliveries.map((delivery) => (
          <NarrowDelivery key={delivery.id} delivery={delivery} link={props.link} />
        ))}
      </NarrowList>
    </>
  )
}

function NarrowDelivery({ delivery, link }: { delivery: Delivery; link: (path: string) => string }) {
  const { cause, eventID, journeyIDs, responseStatus } = delivery
  const [journeyID] = journeyIDs
  return (
    <NarrowItem
      href={link(`/webhooks/${delivery.id}`)}
      title={<StatusPill tone={verdictTone(delivery.verdict)}>{delivery.verdict.replaceAll('-', ' ')}</StatusPill>}
      aside={
        <span className="text-ink-2">
          {responseStatus !== null && `${responseStatus} · `}
          <RelativeTime at={delivery.receivedAt} />
        </span>
      }
    >
      {eventID ? <ShortID id={eventID} className="shrink-0" /> : <span className="shrink-0">no event ID</span>}
      {(cause ?? journeyID) && <Dot />}
      {cause ? (
        <span className="min-w-0 truncate">{causeLabel('webhook-signature-failure', cause)}</span>
      ) : (
        journeyID && <ShortID id={journeyID} className="min-w-0 truncate" />
      )}
      {!cause && journeyIDs.length > 1 && <span className="text-xs text-ink-3">+{journeyIDs.length - 1}</span>}
    </NarrowItem>
  )
}

const APPLIED: Record<Delivery['processing'], string> = {
  applied: 'yes',
  skipped: 'by another copy',
  quarantined: 'quarantined',
  failed: 'failed',
  none: 'no',
}

function WideDeliveries({ deliveries, applications, link }: DeliveryTableProps) {
  return (
    <Table label="Deliveries" className="min-w-[960px]" wrapperClassName="hidden md:block">
      <TableHead>
        <HeaderRow />
      </TableHead>
      <TableBody>
        {deliveries.map((delivery) => (
          <TableRow key={delivery.id} className="hover:bg-hover">
            <TableCell>
              <Link href={link(`/webhooks/${delivery.id}`)} className="hover:underline">
                <RelativeTime at={delivery.receivedAt} />
              </Link>
            </TableCell>
            <TableCell>
              <StatusPill tone={verdictTone(delivery.verdict)}>{delivery.verdict.replaceAll('-', ' ')}</StatusPill>
            </TableCell>
            <TableCell className="whitespace-nowrap text-ink-2">{APPLIED[delivery.processing]}</TableCell>
            <TableCell>
              <Link href={link(`/webhooks/${delivery.id}`)} className="hover:underline">
                {delivery.eventID ? <ShortID id={delivery.eventID} /> : <span className="text-ink-3">none</span>}
              </Link>
            </TableCell>
            <TableCell className="max-w-80 truncate text-ink-2" title={delivery.forensics?.sentence}>
              {why(delivery)}
            </TableCell>
            <TableCell>
              <Journeys ids={delivery.journeyIDs} link={link} />
            </TableCell>
            <TableCell className="max-w-44 truncate text-ink-2">{applicationName(delivery, applications)}</TableCell>
            <TableCell numeric>{delivery.attempt}</TableCell>
            <TableCell numeric>{delivery.responseStatus ?? '–'}</TableCell>
            <TableCell numeric className="text-ink-2">
              {delivery.durationMs === null ? '–' : `${delivery.durationMs} ms`}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}

function HeaderRow() {
  return (
    <tr>
      <TableHeader>Received</TableHeader>
      <TableHeader>Verdict</TableHeader>
      <TableHeader>Applied</TableHeader>
      <TableHeader>Event</TableHeader>
      <TableHeader>Why</TableHeader>
      <TableHeader>Journey</TableHeader>
      <TableHeader>Application</TableHeader>
      <TableHeader numeric>Attempt</TableHeader>
      <TableHeader numeric>Answer</TableHeader>
      <TableHeader numeric>Latency</TableHeader>
    </tr>
  )
}

function why(delivery: Delivery): string {
  if (delivery.forensics) return delivery.forensics.sentence
  if (delivery.cause) return causeLabel('webhook-signature-failure', delivery.cause)
  return '–'
}

function Journeys({ ids, link }: { ids: string[]; link: (path: string) => string }) {
  const [first, ...more] = ids
  if (!first) return <span className="text-ink-3">–</span>
  return (
    <>
      <Link href={link(`/journeys/${encodeURIComponent(first)}`)} className="hover:underline">
        <ShortID id={first} />
      </Link>
      {more.length > 0 && <span className="ml-1.5 text-xs text-ink-3">+{more.length}</span>}
    </>
  )
}

export function applicationName(delivery: Delivery, applications: ReadonlyMap<string, string>): string {
  if (delivery.applicationID === null) return 'unknown'
  return applications.get(delivery.applicationID) ?? delivery.applicationID
}
