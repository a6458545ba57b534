'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ToneIcon } from '@/components/ui/status-pill'
import { useDeskParams } from './use-frame'

const REFRESH_MS = 5_000

/** While on, the page reads again every few seconds; it rests in a hidden tab. */
export function LiveToggle() {
  const [{ live }, setParams] = useDeskParams()
  const router = useRouter()

  // External system: the clock and the server's data.
  useEffect(() => {
    if (!live) return
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, REFRESH_MS)
    return () => clearInterval(timer)
  }, [live, router])

  return (
    <Button
      variant="quiet"
      aria-pressed={live}
      title={live ? 'Reads again every 5 s. Click to pause.' : 'Paused. Click to read again every 5 s.'}
      onClick={() => void setParams({ live: !live }, { history: 'replace', shallow: true })}
      className={live ? 'text-good hover:text-good' : undefined}
    >
      <ToneIcon
        tone={live ? 'good' : 'idle'}
        className={cn('size-2!', live && 'animate-[breathe_2.4s_ease-in-out_infinite]')}
      />
      {live ? 'Live' : 'Paused'}
    </Button>
  )
}
