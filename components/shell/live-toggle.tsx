'use client'

import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { ToneIcon } from '@/components/ui/status-pill'
import type { ChangeCounts } from '@/lib/domain/live'
import { useDeskParams } from './use-frame'
import { useLive, type LiveState } from './use-live'

const TITLES: Record<LiveState, string> = {
  live: 'New data shows by itself. Click to pause.',
  connecting: 'Connecting for new data. Click to pause.',
  lost: 'The connection for new data is lost; it is tried again every few seconds. Click to pause.',
  off: 'Paused: the page stays as it is. Click to show new data by itself.',
}

/** While on, the page shows new data as it comes; it rests in a hidden tab. */
export function LiveToggle({ changes }: { changes: ChangeCounts }) {
  const [{ live }, setParams] = useDeskParams()
  const state = useLive(live, changes)
  return (
    <Button
      variant="quiet"
      aria-pressed={live}
      title={TITLES[state]}
      data-live={state}
      onClick={() => void setParams({ live: !live }, { history: 'replace', shallow: true })}
      className={cn(live && (state === 'lost' ? 'text-wait hover:text-wait' : 'text-good hover:text-good'))}
    >
      <ToneIcon
        tone={!live ? 'idle' : state === 'lost' ? 'wait' : 'good'}
        className={cn('size-2!', state === 'live' && 'animate-[breathe_2.4s_ease-in-out_infinite]')}
      />
      {!live ? 'Paused' : state === 'lost' ? 'Offline' : 'Live'}
    </Button>
  )
}
