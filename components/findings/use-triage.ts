'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import type { FindingChange } from '@/lib/domain/finding-change'
import type { FindingSelection } from '@/lib/domain/finding-filter'
import type { Finding } from '@/lib/query/schemas'
import { findingKey } from './inbox-filter'
import { changeAll, lastActivity, patchFinding, readFinding, type Answer } from './triage-api'
import {
  ACTION_WORDS,
  didWords,
  findingsWord,
  isSameTriage,
  STATUS_OF,
  undoOf,
  type TriageAction,
} from './triage-words'
import { useToasts } from './use-toasts'

export type Target =
  | { kind: 'one'; finding: Finding }
  /** All that match; `what` names them where it says more than their number. */
  | { kind: 'many'; filter: FindingSelection; what: string | null }

export interface Asked {
  action: TriageAction
  target: Target
}

type Conflict = { seen: Finding; now: Finding }

/** What the reader does to findings: one at once with an undo, many through a dialog and a job. */
export function useTriage(onJobEnd: () => void = () => undefined) {
  const router = useRouter()
  const { toasts, show, drop } = useToasts()
  const [asked, setAsked] = useState<Asked | null>(null)
  const returnTo = useRef<HTMLElement | null>(null)
  const { change, latest, undo } = useFindingChange(show)

  const act = (action: TriageAction, target: Target) => {
    if (target.kind === 'many' || action === 'snooze' || action === 'assign') {
      returnTo.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
      return setAsked({ action, target })
    }
    void change(target.finding, { status: STATUS_OF[action] }, ACTION_WORDS[action].done)
  }
  /** What the dialog was filled with; a sentence where the desk refused it. */
  const submit = async ({ action, target }: Asked, wanted: FindingChange, reason: string): Promise<string | null> => {
    const { done, verb } = ACTION_WORDS[action]
    if (target.kind === 'one') {
      setAsked(null)
      await change(target.finding, wanted, done)
      return null
    }
    const answer = await changeAll(target.filter, wanted, { dryRun: false, reason })
    if (!answer.ok) return answer.message
    setAsked(null)
    const { jobID, total } = answer.value
    if (jobID) show({ tone: 'job', text: `${verb} ${findingsWord(total)}`, jobID })
    return null
  }
  const endJob = () => {
    onJobEnd()
    router.refresh()
  }
  /** To where the reader was before the dialog. */
  const refocus = () => returnTo.current?.focus()
  return { act, asked, cancel: () => setAsked(null), submit, refocus, change, latest, undo, toasts, drop, endJob }
}
export type Triage = ReturnType<typeof useTriage>

/** Changes one finding, tells how that went, and keeps what it became until the page is read again. */
function useFindingChange(show: ReturnType<typeof useToasts>['show']) {
  const router = useRouter()
  const [overrides, setOverrides] = useState<ReadonlyMap<string, Finding>>(new Map())
  const undoLast = useRef<(() => void) | null>(null)
  const remember = (finding: Finding) => setOverrides((before) => new Map(before).set(findingKey(finding), finding))

  /** False where it was not changed. */
  const change = async (finding: Finding, wanted: FindingChange, done: string, isUndo = false): Promise<boolean> => {
    undoLast.current = null
    const { answer, conflict } = await patchUnlessOverwriting(finding, wanted)
    if (conflict) await tellConflict(conflict, wanted, done)
    else if (!answer.ok) show({ tone: 'problem', text: answer.message })
    if (!answer.ok) return false
    const after = answer.value
    remember(after)
    const undo = () => void change(after, undoOf(finding, wanted, new Date()), 'Undone', true)
    if (!isUndo) undoLast.current = undo
    show({ tone: 'done', text: done, action: isUndo ? undefined : { label: 'Undo', run: undo } })
    router.refresh()
    return true
  }
  const tellConflict = async ({ seen, now }: Conflict, wanted: FindingChange, done: string) => {
    remember(now)
    const last = await lastActivity(seen)
    const who = last ? didWords(last) : 'Somebody changed it'
    show({
      tone: 'problem',
      text: `${who} in the meantime, so nothing was changed. It is ${now.status} now.`,
      action: { label: 'Do it anyway', run: () => void change(now, wanted, done) },
    })
    router.refresh()
  }
  const latest = (finding: Finding): Finding => {
    const own = overrides.get(findingKey(finding))
    return own && own.revision >= finding.revision ? own : finding
  }
  return { change, latest, undo: () => undoLast.current?.() }
}

/** Where only evidence changed the finding since it was shown, the change still means what the reader meant. */
async function patchUnlessOverwriting(
  seen: Finding,
  wanted: FindingChange,
): Promise<{ answer: Answer<Finding>; conflict: Conflict | null }> {
  const answer = await patchFinding(seen, wanted, seen.revision)
  if (answer.ok || answer.status !== 412) return { answer, conflict: null }
  const now = await readFinding(seen)
  if (!now.ok) return { answer: now, conflict: null }
  if (!isSameTriage(seen, now.value)) return { answer, conflict: { seen, now: now.value } }
  return { answer: await patchFinding(seen, wanted, now.value.revision), conflict: null }
}
