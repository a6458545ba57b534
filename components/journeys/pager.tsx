'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { useJourneyParams } from './use-journey-params'

interface PagerProps {
  shown: number
  previous: string | null
  next: string | null
}

export function Pager({ shown, previous, next }: PagerProps) {
  const { change, pending } = useJourneyParams()
  if (!previous && !next) return null
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3 border-t border-line px-4 py-2">
      <span className="text-xs text-ink-3">{shown} on this page</span>
      <span className="flex gap-2">
        <Button variant="quiet" disabled={!previous || pending} onClick={() => change({ cursor: previous })}>
          <ChevronLeft aria-hidden /> Previous
        </Button>
        <Button variant="quiet" disabled={!next || pending} onClick={() => change({ cursor: next })}>
          Next <ChevronRight aria-hidden />
        </Button>
      </span>
    </nav>
  )
}
