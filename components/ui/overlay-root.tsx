'use client'

import { createContext, useContext, useState, type ReactNode } from 'react'

const Context = createContext<HTMLElement | null>(null)

/**
 * Where menus and popovers of its children are drawn: one in the page's main landmark and one in each dialog, so that
 * nothing stands outside of a landmark and a dialog's menus are not hidden behind it.
 */
export function OverlayRoot({ children }: { children: ReactNode }) {
  const [element, setElement] = useState<HTMLElement | null>(null)
  return (
    <Context value={element}>
      {children}
      <div ref={setElement} />
    </Context>
  )
}

export function useOverlayRoot(): HTMLElement | null {
  return useContext(Context)
}

const NamedContext = createContext<(element: HTMLElement | null) => void>(() => {})

/** For the shell: the place is inside of main, while the menus of the header beside it use it, too. */
export function OverlayScope({ children }: { children: ReactNode }) {
  const [element, setElement] = useState<HTMLElement | null>(null)
  return (
    <Context value={element}>
      <NamedContext value={setElement}>{children}</NamedContext>
    </Context>
  )
}

export function OverlayPlace() {
  return <div ref={useContext(NamedContext)} />
}
