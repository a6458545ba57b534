import Link from 'next/link'
import { Sparkline } from '@/components/charts/sparkline'
import { Count } from '@/components/ui/count'
import { ShortID } from '@/components/ui/copyable-id'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelBody, PanelHeader } from '@/components/ui/panel'
import { StatusPill } from '@/components/ui/status-pill'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@/components/ui/table'
import { ClockTime } from '@/components/ui/time'
import { causeLabel, conditionTitle } from '@/lib/domain/conditions'
import { formatCount } from '@/lib/format/number'
import { conditionTone } from '@/lib/format/words'
import type { FindingGroup, OverviewModel } from '@/lib/query/overview'

const SHOWN = 10

interface FindingsPanelProps {
  model: OverviewModel
  link: (path: string) => string
}

export function FindingsPanel({ model, link }: FindingsPanelProps) {
  return (
    <Panel aria-labelledby="findings-title">
      <PanelHeader
        id="findings-title"
        title="New or getting worse"
        href={link('/findings')}
        count={`${formatCount(model.openFindings)} open`}
        linkLabel={`${model.openFindings} open findings`}
      />
      {model.groups.length === 0 ? (
        <PanelBody>
          <EmptyState title="No open finding" className="py-8">
            {model.anyJourney
              ? 'Everything that was received was judged, and nothing of it needs anybody.'
              : 'Nothing has been received yet, so nothing was judged.'}
          </EmptyState>
        </PanelBody>
      ) : (
        <Table label="Open findings by condition and cause" className="min-w-[760px]">
          <TableHead>
            <tr>
              <TableHeader>Finding</TableHeader>
              <TableHeader>Cause</TableHeader>
              <TableHeader>Newest</TableHeader>
              <TableHeader>Since</TableHeader>
              <TableHeader numeric>New</TableHeader>
              <TableHeader numeric>Open</TableHeader>
              <TableHeader>Trend</TableHeader>
            </tr>
          </TableHead>
          <TableBody>
            {model.groups.slice(0, SHOWN).map((group) => (
              <GroupRow key={`${group.condition} ${group.cause}`} group={group} link={link} />
            ))}
          </TableBody>
        </Table>
      )}
    </Panel>
  )
}

function GroupRow({ group, link }: { group: FindingGroup; link: (path: string) => string }) {
  const { newest } = group
  const list = link(`/findings?condition=${group.condition}&cause=${group.cause}`)
  const subject =
    newest.subjectType === 'journey'
      ? `/journeys/${encodeURIComponent(newest.subjectID)}`
      : `/findings/${newest.findingID}`
  return (
    <TableRow className="hover:bg-hover">
      <TableCell>
        <Link href={list} className="hover:underline">
          {conditionTitle(group.condition)}
        </Link>
        {group.regressed > 0 && (
          <span className="ml-2 text-xs text-stuck">{formatCount(group.regressed)} came back</span>
        )}
      </TableCell>
      <TableCell>
        <StatusPill tone={conditionTone(group.condition)}>{causeLabel(group.condition, group.cause)}</StatusPill>
      </TableCell>
      <TableCell>
        <Link href={link(subject)} className="hover:underline">
          <ShortID id={newest.subjectID} />
        </Link>
      </TableCell>
      <TableCell className="whitespace-nowrap">
        <ClockTime at={group.firstSeenAt} />
      </TableCell>
      <TableCell numeric>
        {group.fresh > 0 ? `+${formatCount(group.fresh)}` : <span className="text-ink-3">0</span>}
      </TableCell>
      <TableCell numeric>
        <Count value={group.total} />
      </TableCell>
      <TableCell>
        <Sparkline values={group.trend} />
      </TableCell>
    </TableRow>
  )
}
