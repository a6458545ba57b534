import Link from 'next/link'
import { Sparkline } from '@/components/charts/sparkline'
import { Count } from '@/components/ui/count'
import { ShortID } from '@/components/ui/copyable-id'
import { EmptyState } from '@/components/ui/empty-state'
import { NarrowItem, NarrowList } from '@/components/ui/narrow-list'
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
        href={link('/findings?status=unresolved')}
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
        <>
          <WideGroups groups={model.groups.slice(0, SHOWN)} link={link} />
          <NarrowList label="Open findings by condition and cause">
            {model.groups.slice(0, SHOWN).map((group) => (
              <NarrowGroup key={keyOf(group)} group={group} link={link} />
            ))}
          </NarrowList>
        </>
      )}
    </Panel>
  )
}

const keyOf = (group: FindingGroup) => `${group.condition} ${group.cause}`
const listOf = (group: FindingGroup) => `/findings?status=unresolved&condition=${group.condition}&cause=${group.cause}`

function WideGroups({ groups, link }: { groups: FindingGroup[]; link: (path: string) => string }) {
  return (
    <Table label="Open findings by condition and cause" className="min-w-[760px]" wrapperClassName="hidden md:block">
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
        {groups.map((group) => (
          <GroupRow key={keyOf(group)} group={group} link={link} />
        ))}
      </TableBody>
    </Table>
  )
}

function NarrowGroup({ group, link }: { group: FindingGroup; link: (path: string) => string }) {
  return (
    <NarrowItem
      href={link(listOf(group))}
      title={
        <>
          {conditionTitle(group.condition)}
          {group.regressed > 0 && (
            <span className="ml-2 text-xs font-normal text-stuck">{formatCount(group.regressed)} came back</span>
          )}
        </>
      }
      aside={
        <span className="tabular-nums">
          {group.fresh > 0 && <span className="text-ink-2">+{formatCount(group.fresh)} new · </span>}
          <Count value={group.total} /> open
        </span>
      }
    >
      <span className="min-w-0">
        <StatusPill tone={conditionTone(group.condition)}>{causeLabel(group.condition, group.cause)}</StatusPill>
      </span>
      <span className="ml-auto shrink-0">
        <span className="sr-only">newest </span>
        <ShortID id={group.newest.subjectID} />
      </span>
    </NarrowItem>
  )
}

function GroupRow({ group, link }: { group: FindingGroup; link: (path: string) => string }) {
  const { newest } = group
  const subject =
    newest.subjectType === 'journey'
      ? `/journeys/${encodeURIComponent(newest.subjectID)}`
      : `/findings/${newest.findingID}`
  return (
    <TableRow className="hover:bg-hover">
      <TableCell>
        <Link href={link(listOf(group))} className="hover:underline">
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
