'use client'

import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, type ReactNode } from 'react'
import { Kbd } from '@/components/ui/kbd'

interface KeyLinkProps {
  href: string
  /** Followed by this key from anywhere on the screen; a screen has it once. */
  letter: string
  children: ReactNode
}

const TYPING = 'input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]'

/** A link that is one key away, and says which. */
export function KeyLink({ href, letter, children }: KeyLinkProps) {
  const router = useRouter()

  // External system: the document's keyboard.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null
      if (event.key !== letter || event.metaKey || event.ctrlKey || event.altKey) return
      if (target?.closest(TYPING) || document.querySelector('[role="dialog"]')) return
      event.preventDefault()
      router.push(href)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [router, href, letter])

  return (
    <span>
      <Link href={href} aria-keyshortcuts={letter} className="link">
        {children}
      </Link>{' '}
      <Kbd aria-hidden className="hidden rounded-xs border border-line bg-panel px-1 md:inline">
        {letter.toUpperCase()}
      </Kbd>
    </span>
  )
}
