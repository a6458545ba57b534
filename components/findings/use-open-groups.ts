'use client'

import { useEffect, useState } from 'react'
import { holdRows } from '@/components/journeys/held-rows'
import type { Finding } from '@/lib/query/schemas'
import { findingKey, findingsQuery, groupKey, type GroupRef, type InboxFilter } from './inbox-filter'
import { listFindings } from './triage-api'

const PAGE = 50
const READ_MAX = 200

/** The findings of one open group, as first shown, each as it is now. */
export interface OpenGroup {
  rows: Finding[]
  left: ReadonlySet<string>
  arrived: number
  hasMore: boolean
  problem: string | null
}

interface Held {
  held: Finding[]
  current: Finding[]
  hasMore: boolean
  problem: string | null
}

interface OpenGroupsInput {
  open: readonly string[]
  groups: readonly GroupRef[]
  filter: InboxFilter
  /** Changes with the filter: then nothing that was read holds. */
  listKey: string
}

type State = { listKey: string; byKey: Record<string, Held> }

/** Reads the open groups, and again whenever the page was read again; rows stay where they are until they are asked for. */
export function useOpenGroups({ open, groups, filter, listKey }: OpenGroupsInput) {
  const [state, setState] = useState<State>({ listKey, byKey: {} })
  if (state.listKey !== listKey) setState({ listKey, byKey: {} })
  const byKey = state.listKey === listKey ? state.byKey : {}
  const wanted = groups.filter((group) => open.includes(groupKey(group)))
  const names = wanted.map(groupKey).join(' ')

  const take = (group: GroupRef, answer: FindingsAnswer, isAsked: boolean) =>
    setState((before) => {
      if (before.listKey !== listKey) return before
      const was = before.byKey[groupKey(group)]
      return { listKey, byKey: { ...before.byKey, [groupKey(group)]: next(was, answer, isAsked) } }
    })
  const read = (group: GroupRef, extra: number): Promise<FindingsAnswer> =>
    listFindings(findingsQuery(filter, group, Math.min(READ_MAX, limitOf(byKey[groupKey(group)]) + extra)))

  // External system: the read API. `groups` is new whenever the server has drawn the page again.
  useEffect(() => {
    for (const group of wanted) void read(group, 0).then((answer) => take(group, answer, false))
    // eslint-disable-next-line react-hooks/exhaustive-deps -- what was read is no reason to read again
  }, [names, groups, listKey])

  return {
    groupOf: (group: GroupRef) => shownOf(byKey[groupKey(group)]),
    more: (group: GroupRef) => void read(group, PAGE).then((answer) => take(group, answer, true)),
    /** Takes in what arrived and lets go what left. */
    settle: () =>
      setState((before) => ({
        ...before,
        byKey: Object.fromEntries(
          Object.entries(before.byKey).map(([key, group]) => [key, { ...group, held: group.current }]),
        ),
      })),
  }
}

type FindingsAnswer = Awaited<ReturnType<typeof listFindings>>

function next(was: Held | undefined, answer: FindingsAnswer, isAsked: boolean): Held {
  if (!answer.ok) return { held: was?.held ?? [], current: was?.current ?? [], hasMore: false, problem: answer.message }
  const { data, nextCursor } = answer.value
  return { held: was && !isAsked ? was.held : data, current: data, hasMore: nextCursor !== null, problem: null }
}

function limitOf(held: Held | undefined): number {
  return Math.min(READ_MAX, Math.max(PAGE, Math.ceil((held?.held.length ?? 0) / PAGE) * PAGE))
}

function shownOf(held: Held | undefined): OpenGroup | null {
  if (!held) return null
  const { rows, arrived, left } = holdRows(held.held, held.current, findingKey)
  // Beyond what was read nobody knows whether a row has left.
  const isKnown = !held.hasMore
  return {
    rows,
    left: isKnown ? left : new Set(),
    arrived: isKnown ? arrived : 0,
    hasMore: held.hasMore && held.held.length < READ_MAX,
    problem: held.problem,
  }
}
