'use client'

import { useState } from 'react'
import { holdRows } from '@/components/journeys/held-rows'
import type { FindingGroupRow } from '@/lib/query/finding-groups'
import { groupKey } from './inbox-filter'

interface HeldState {
  listKey: string
  groups: FindingGroupRow[]
  /** What the page was drawn with when the reader changed something: what comes after it is taken as it is. */
  takeAfter: FindingGroupRow[] | null
}

/** Groups stay where they are while their numbers change; new ones come when the reader asks, or by their own doing. */
export function useHeldGroups(groups: FindingGroupRow[], listKey: string) {
  const [held, setHeld] = useState<HeldState>({ listKey, groups, takeAfter: null })
  const isStale = held.listKey !== listKey || (held.takeAfter !== null && held.takeAfter !== groups)
  if (isStale) setHeld({ listKey, groups, takeAfter: null })
  const { rows, arrived, left } = holdRows(isStale ? groups : held.groups, groups, groupKey)
  return {
    groups: rows,
    arrived,
    left,
    show: () => setHeld({ listKey, groups, takeAfter: null }),
    takeNext: () => setHeld((before) => ({ ...before, takeAfter: groups })),
  }
}
