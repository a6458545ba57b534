'use client'

import { RefreshCw, TriangleAlert } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { refreshJourney, type RefreshOutcome } from './refresh-journey'

interface RefreshButtonProps {
  journeyID: string
  applicationID: string
  /** Why this reader may not; null where they may. */
  refused: string | null
}

/** Pulls the journey from the platform and says how that went. */
export function RefreshButton({ journeyID, applicationID, refused }: RefreshButtonProps) {
  const router = useRouter()
  const [outcome, setOutcome] = useState<RefreshOutcome | null>(null)
  const [pending, setPending] = useState(false)

  const refresh = async () => {
    if (pending) return
    setOutcome(null)
    setPending(true)
    const result = await refreshJourney(journeyID, applicationID)
    setPending(false)
    setOutcome(result)
    if (result.ok) router.refresh()
  }

  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1">
      <Button
        onClick={() => void refresh()}
        disabled={refused !== null}
        aria-disabled={pending}
        title={refused ?? undefined}
      >
        <RefreshCw className={cn(pending && 'animate-spin')} aria-hidden />
        {pending ? 'Refreshing…' : 'Refresh now'}
      </Button>
      {refused && <span className="sr-only">{refused}</span>}
      <span role="status" className={cn('text-xs', outcome && !outcome.ok ? 'text-stuck' : 'text-ink-2')}>
        {outcome && !outcome.ok && <TriangleAlert className="mr-1 -mt-0.5 inline size-3.5" aria-hidden />}
        {outcome?.message}
      </span>
    </span>
  )
}
