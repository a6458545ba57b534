'use client'

import { useEffect, useState } from 'react'
import { cleanID } from '@/lib/domain/lookup'
import { looksLikeID, parseHits, type PaletteHit } from './command-palette-hits'

export type Lookup =
  | { state: 'none' }
  | { state: 'pending'; id: string }
  | { state: 'found'; id: string; hits: PaletteHit[] }
  | { state: 'failed'; id: string; message: string }

const TYPING_MS = 120

/** Looks up what is typed or pasted. By POST, since it may be a mobile number or PAN, which have no place in a URL. */
export function useLookup(query: string): Lookup {
  const id = looksLikeID(query) ? cleanID(query) : null
  const [answered, setAnswered] = useState<Lookup>({ state: 'none' })

  // External system: the lookup of the server.
  useEffect(() => {
    if (id === null) return
    const controller = new AbortController()
    const timer = setTimeout(() => {
      void lookUp(id, controller.signal).then((lookup) => lookup && setAnswered(lookup))
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [id])

  if (id === null) return { state: 'none' }
  return answered.state !== 'none' && answered.id === id ? answered : { state: 'pending', id }
}

async function lookUp(id: string, signal: AbortSignal): Promise<Lookup | null> {
  try {
    const response = await fetch('/api/v1/lookup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ q: id }),
      signal,
    })
    if (!response.ok) return { state: 'failed', id, message: `The lookup failed (${response.status}). Try again.` }
    return { state: 'found', id, hits: parseHits(await response.json(), new Date()) }
  } catch {
    if (signal.aborted) return null
    return { state: 'failed', id, message: 'The desk did not answer. Check the connection and try again.' }
  }
}
