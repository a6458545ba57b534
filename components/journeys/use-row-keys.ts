'use client'

import { useEffect, type RefObject } from 'react'

const STEPS: Record<string, number> = { ArrowDown: 1, j: 1, J: 1, ArrowUp: -1, k: -1, K: -1 }
const TYPING = 'input, textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"]'

/** ↑↓ and J K move the focus from row to row; Enter opens, as on any link. Rows are what carries `data-row-link`. */
export function useRowKeys(container: RefObject<HTMLElement | null>): void {
  // External system: the document's keyboard. Rows answer from anywhere on the page where nobody types.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const step = STEPS[event.key]
      const target = event.target instanceof HTMLElement ? event.target : null
      if (!step || event.metaKey || event.ctrlKey || event.altKey || target?.closest(TYPING)) return
      const inList = container.current?.contains(target) ?? false
      // Arrows scroll the page until the reader has entered the list; letters are ours anyway.
      if (event.key.startsWith('Arrow') && !inList) return
      const links = [...(container.current?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
      const shown = links.filter((link) => link.offsetParent !== null)
      const at = shown.findIndex((link) => link === document.activeElement)
      const next = shown[at === -1 ? (step > 0 ? 0 : shown.length - 1) : at + step]
      if (!next) return
      event.preventDefault()
      next.focus()
      next.closest('tr, li')?.scrollIntoView({ block: 'nearest' })
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [container])
}
