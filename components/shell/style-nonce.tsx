'use client'

import { setNonce } from 'get-nonce'
import { useEffect, useState } from 'react'

/**
 * Stands before whatever opens dialogs and menus: what they add to the page to hold its scrolling is a style element, which
 * the policy of this document takes with this document's nonce alone. A later render brings another one.
 */
export function StyleNonce({ nonce }: { nonce: string | undefined }) {
  const [first] = useState(nonce)
  // External system: the style elements of react-remove-scroll, which Radix uses.
  useEffect(() => {
    if (first) setNonce(first)
  }, [first])
  return null
}
