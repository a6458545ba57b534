'use client'

import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { watchOf, type ChangeCounts } from '@/lib/domain/live'
import { isNews, liveURL, parseMessage } from './live-stream'

export type LiveState = 'off' | 'connecting' | 'live' | 'lost'

/**
 * Reads the page again whenever the server tells that what it shows has changed. One stream a visible tab: a hidden one
 * holds none, and catches up when it is shown. `changes` are the counters with which the page was rendered.
 */
export function useLive(on: boolean, changes: ChangeCounts): LiveState {
  const pathname = usePathname()
  const router = useRouter()
  const [state, setState] = useState<LiveState>('connecting')
  const known = useRef(changes)

  // External system: the server's event stream, and whether the tab is seen.
  useEffect(() => {
    const watch = watchOf(pathname)
    if (!on || (watch.topics.length === 0 && !watch.journeyID)) return
    let source: EventSource | null = null
    const close = () => {
      source?.close()
      source = null
    }
    const open = () => {
      source = new EventSource(liveURL(watch))
      source.onopen = () => setState('live')
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const message = parseMessage(data)
        if (!message) return
        const news = isNews(watch, known.current, message)
        known.current = { ...known.current, ...message.counts }
        if (news) router.refresh()
      }
      // The session ended: the page itself sends to the sign-in.
      source.addEventListener('end', () => {
        close()
        router.refresh()
      })
      // A browser gives up for good on an answer such as 401 or 503; otherwise it comes again by itself.
      source.onerror = () => setState(source?.readyState === EventSource.CLOSED ? 'lost' : 'connecting')
    }
    const follow = () => {
      if (document.visibilityState === 'hidden') close()
      else if (!source || source.readyState === EventSource.CLOSED) open()
    }
    follow()
    const again = setInterval(follow, RETRY_MS)
    document.addEventListener('visibilitychange', follow)
    return () => {
      clearInterval(again)
      document.removeEventListener('visibilitychange', follow)
      close()
    }
  }, [on, pathname, router])

  return on ? state : 'off'
}

const RETRY_MS = 10_000
