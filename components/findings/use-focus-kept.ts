'use client'

import { useEffect, useRef, type RefObject } from 'react'

/** When the row in focus goes, its neighbour takes the focus, so that the keyboard goes on from there. */
export function useFocusKept(container: RefObject<HTMLElement | null>): void {
  const last = useRef(-1)
  // External system: the document's focus, after each drawing.
  useEffect(() => {
    const links = shownLinks(container.current)
    if (document.activeElement === document.body && last.current >= 0) {
      links[Math.min(last.current, links.length - 1)]?.focus()
    }
  })
  // External system: the document's focus, as it moves.
  useEffect(() => {
    const onFocus = () => {
      last.current = shownLinks(container.current).findIndex((link) => link === document.activeElement)
    }
    // A click on nothing is the reader's own wish to be nowhere.
    const onPointer = () => (last.current = -1)
    document.addEventListener('focusin', onFocus)
    document.addEventListener('pointerdown', onPointer)
    return () => {
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('pointerdown', onPointer)
    }
  }, [container])
}

function shownLinks(container: HTMLElement | null): HTMLElement[] {
  const links = [...(container?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
  return links.filter((link) => link.offsetParent !== null)
}
