'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { requestChange, type Outcome } from './change-request'

/** One change at a time: whether it runs, what went wrong with the last, and the page read again where it went well. */
export function useChange() {
  const router = useRouter()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const change = async (...request: Parameters<typeof requestChange>): Promise<Outcome> => {
    setPending(true)
    setProblem(null)
    const outcome = await requestChange(...request)
    setPending(false)
    if (outcome.ok) router.refresh()
    else setProblem(outcome.message)
    return outcome
  }
  return { pending, problem, change, setProblem }
}
