'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { conflictWords } from '@/components/shell/conflict'
import { requestChange, type Method, type Outcome } from './change-request'

/** What the reader had before them, and what its fields are called where somebody else changed them. */
export interface Seen {
  value: { revision: number }
  names: Readonly<Record<string, string>>
}

/**
 * One change at a time: whether it runs, what went wrong with the last, and the page read again where it went well. Where
 * somebody else changed what was `seen`, nothing is changed and the reader is told what; asked again, it is done.
 */
export function useChange() {
  const router = useRouter()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  /** The revision that the reader was told of while still looking at an older one. */
  const told = useRef<{ seen: number; now: number } | null>(null)
  const change = async (method: Method, path: string, body?: object, seen?: Seen): Promise<Outcome> => {
    setPending(true)
    setProblem(null)
    const shown = seen?.value.revision ?? null
    const ifMatch = told.current && told.current.seen === shown ? told.current.now : shown
    const outcome = await requestChange(method, path, body, ifMatch)
    setPending(false)
    const now = outcome.ok ? outcome.value.revision : outcome.conflict?.revision
    if (shown !== null) told.current = typeof now === 'number' ? { seen: shown, now } : null
    if (!outcome.ok) setProblem(problemOf(outcome, seen))
    if (outcome.ok || outcome.conflict) router.refresh()
    return outcome
  }
  return { pending, problem, change, setProblem }
}

function problemOf({ message, conflict }: Extract<Outcome, { ok: false }>, seen: Seen | undefined): string {
  if (!conflict || !seen) return message
  return `${conflictWords(conflict, seen.value, seen.names)} Nothing is saved yet: ask again to put yours over it.`
}
