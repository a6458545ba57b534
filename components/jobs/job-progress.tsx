'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { formatExactCount } from '@/lib/format/number'

const POLL_MS = 1_000

/** How far the job is; reads the page again until it has ended. */
export function JobProgress({ done, total, ended }: { done: number; total: number; ended: boolean }) {
  const router = useRouter()
  // External system: the worker.
  useEffect(() => {
    if (ended) return
    const timer = setInterval(() => router.refresh(), POLL_MS)
    return () => clearInterval(timer)
  }, [ended, router])
  const share = total === 0 ? 1 : done / total
  return (
    <div className="grid gap-1">
      <svg
        className="block h-1.5 w-full overflow-hidden rounded-xs"
        role="img"
        aria-label={`${Math.floor(share * 100)} % done`}
      >
        <rect width="100%" height="6" className="fill-line" />
        <rect width={`${share * 100}%`} height="6" className="fill-ink" />
      </svg>
      <p className="text-xs text-ink-2" role="status">
        {formatExactCount(done)} of {formatExactCount(total)} rows done
      </p>
    </div>
  )
}
