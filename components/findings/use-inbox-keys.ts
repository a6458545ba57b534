'use client'

import { useEffect, useRef, type RefObject } from 'react'
import type { TriageAction } from './triage-words'

const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable], [role="menu"], [role="dialog"]'
const ACTION_KEYS: Record<string, TriageAction> = {
  a: 'acknowledge',
  s: 'snooze',
  r: 'resolve',
  o: 'reopen',
  m: 'assign',
}

export interface InboxKeys {
  /** Of the row in focus, or null where none is. */
  onAction: (action: TriageAction, row: string | null) => void
  onSelect: (row: string) => void
  onUndo: () => void
  onClear: () => void
}

/** Letters act on what is chosen, else on the row in focus; X chooses, Z takes back, / goes to the filter. */
export function useInboxKeys(container: RefObject<HTMLElement | null>, keys: InboxKeys, mayTriage: boolean): void {
  const latest = useRef(keys)
  // External system: the document's keyboard. Kept apart, so that the listener stays while what it calls changes.
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null
      if (event.metaKey || event.ctrlKey || event.altKey || target?.closest(TYPING)) return
      if (document.querySelector('[role="dialog"]')) return
      const row = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row ?? null
      if (handle(event.key.toLowerCase(), row, container.current, mayTriage ? latest.current : null)) {
        event.preventDefault()
      }
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [container, mayTriage])
}

function handle(key: string, row: string | null, container: HTMLElement | null, keys: InboxKeys | null): boolean {
  if (key === '/') {
    container?.querySelector<HTMLElement>('input[type="search"]')?.focus()
    return true
  }
  if (!keys) return false
  const action = ACTION_KEYS[key]
  if (action) keys.onAction(action, row)
  else if (key === 'x' && row !== null) keys.onSelect(row)
  else if (key === 'z') keys.onUndo()
  else if (key === 'escape') keys.onClear()
  else return false
  return true
}
