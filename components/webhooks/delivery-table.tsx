import Link from 'next/link'
import { ShortID } from '@/components/ui/copyable-id'
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

export function DeliveryTable({ deliveries, applications, link }: DeliveryTableProps) {
  return (
    <Table label="Deliveries" className="min-w-[960px]">
      <TableHead>
        <tr>
          <TableHeader>Received</TableHeader>
          <TableHeader>Verdict</TableHeader>
          <TableHeader>Event</TableHeader>
          <TableHeader>Why</TableHeader>
          <TableHeader>Journey</TableHeader>
          <TableHeader>Application</TableHeader>
          <TableHeader numeric>Attempt</TableHeader>
          <TableHeader numeric>Answer</TableHeader>
          <TableHeader numeric>Latency</TableHeader>
        </tr>
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
