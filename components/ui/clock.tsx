'use client'

import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react'

interface ServerClock {
  /** The server's time of rendering, so that the first paint in the browser says the same. */
  now: number
  /** The reader's zone as the last visit told it; UTC on the first. */
  zone: string
}

const Context = createContext<ServerClock>({ now: 0, zone: 'UTC' })

export function ClockProvider({ now, zone, children }: ServerClock & { children: ReactNode }) {
  return <Context.Provider value={{ now, zone }}>{children}</Context.Provider>
}

const listeners = new Set<() => void>()
let current = 0
let timer: ReturnType<typeof setInterval> | null = null

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, 1000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

function tick(): void {
  current = Date.now()
  for (const listener of listeners) listener()
}

function readNow(): number {
  if (current === 0) current = Date.now()
  return current
}

const never = () => () => {}

/** One clock for the whole page, a tick a second; `coarseMs` spares renders where seconds do not show. */
export function useNow(coarseMs = 1000): Date {
  const { now } = useContext(Context)
  const round = (value: number) => Math.floor(value / coarseMs) * coarseMs
  const value = useSyncExternalStore(
    subscribe,
    () => round(readNow()),
    () => now,
  )
  return new Date(value)
}

export function useZone(): string {
  const { zone } = useContext(Context)
  return useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => zone,
  )
}
