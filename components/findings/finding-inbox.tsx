'use client'

import { Flag } from 'lucide-react'
import { useRef } from 'react'
import { useRowKeys } from '@/components/journeys/use-row-keys'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { EmptyState } from '@/components/ui/empty-state'
import { Panel } from '@/components/ui/panel'
import { BulkBar } from './bulk-bar'
import { FindingFilters } from './finding-filters'
import { InboxNarrow } from './inbox-narrow'
import { InboxTable } from './inbox-table'
import { KeyHints } from './key-hints'
import { Toaster } from './toaster'
import { TriageDialog } from './triage-dialog'
import { useFocusKept } from './use-focus-kept'
import { useInbox, type InboxInput } from './use-inbox'
import { useInboxKeys } from './use-inbox-keys'

interface FindingInboxProps extends InboxInput {
  people: string[]
  me: string
  isFiltered: boolean
}

/** Findings to be worked through: groups by cause, open groups with their findings, all of it by keyboard. */
export function FindingInbox({ people, me, isFiltered, ...input }: FindingInboxProps) {
  const container = useRef<HTMLDivElement>(null)
  const { view, held, triage, clear } = useInbox(input)
  useRowKeys(container)
  useFocusKept(container)
  const keys = { onAction: view.act, onSelect: view.toggle, onUndo: triage.undo, onClear: clear }
  useInboxKeys(container, keys, view.mayTriage)
  const isEmpty = view.groups.length === 0
  return (
    <div ref={container} className="flex flex-col gap-4">
      <FindingFilters people={people} me={me} />
      <Panel>
        <GroupNews arrived={held.arrived} left={held.left.size} onShow={held.show} />
        {isEmpty && <NothingHere isFiltered={isFiltered} />}
        {!isEmpty && <InboxTable view={view} />}
        {!isEmpty && <InboxNarrow view={view} />}
      </Panel>
      {!isEmpty && <KeyHints mayTriage={view.mayTriage} />}
      <BulkBar
        selection={view.selection}
        groups={view.groups}
        onAct={(action) => view.act(action, null)}
        onClear={clear}
      />
      <TriageDialog triage={triage} people={people} me={me} />
      <Toaster toasts={triage.toasts} onDrop={triage.drop} onJobEnd={triage.endJob} />
    </div>
  )
}

function GroupNews({ arrived, left, onShow }: { arrived: number; left: number; onShow: () => void }) {
  const news = [arrived ? `${arrived} new` : null, left ? `${left} done` : null].filter((part) => part !== null)
  return (
    <div role="status" className={cn(news.length > 0 && 'border-b border-line bg-accent-ground px-4 py-1')}>
      {news.length > 0 && (
        <Button variant="ghost" onClick={onShow} className="h-6 px-1 text-accent hover:bg-transparent">
          Groups: {news.join(', ')} · show
        </Button>
      )}
    </div>
  )
}

function NothingHere({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyState
      icon={<Flag />}
      title={isFiltered ? 'No finding fits these filters' : 'Nothing to triage'}
      className="py-16"
    >
      {isFiltered
        ? 'Widen the filters, or look at another application.'
        : 'Findings open by themselves within seconds of the event that makes them true, and resolve when it no longer holds.'}
    </EmptyState>
  )
}
