'use client'

import { X } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Kbd } from '@/components/ui/kbd'
import { groupKey, isEmpty, type GroupRef, type Selection } from './inbox-filter'
import { ACTION_WORDS, findingsWord, TRIAGE_ACTIONS, type TriageAction } from './triage-words'

interface BulkBarProps {
  selection: Selection
  groups: readonly (GroupRef & { total: number })[]
  onAct: (action: TriageAction) => void
  onClear: () => void
}

/** What can be done with what is chosen. */
export function BulkBar({ selection, groups, onAct, onClear }: BulkBarProps) {
  const chosen = groups.filter((group) => selection.groups.has(groupKey(group)))
  const count = selection.findings.size + chosen.reduce((sum, { total }) => sum + total, 0)
  return (
    <div role="status" className="contents">
      {!isEmpty(selection) && (
        <div
          role="group"
          aria-label="With what is chosen"
          className="pop sticky bottom-4 z-10 mx-auto flex max-w-full flex-wrap items-center gap-1.5 px-2.5 py-1.5"
        >
          <span className="mr-1.5 text-sm whitespace-nowrap">{findingsWord(count)} chosen</span>
          {TRIAGE_ACTIONS.map((action) => (
            <Button key={action} variant="ghost" onClick={() => onAct(action)}>
              {ACTION_WORDS[action].verb}
              <Kbd aria-hidden className="hidden md:inline">
                {ACTION_WORDS[action].key}
              </Kbd>
            </Button>
          ))}
          <Button variant="ghost" size="icon" aria-label="Choose nothing" onClick={onClear}>
            <X aria-hidden />
          </Button>
        </div>
      )}
    </div>
  )
}
