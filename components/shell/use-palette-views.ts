'use client'

import { useEffect, useState } from 'react'

export interface PaletteView {
  id: string
  name: string
  screen: string
  href: string
  count: number | null
}

/** The saved views of every list, read when the palette opens. Empty until then, and where the desk does not answer. */
export function usePaletteViews(): PaletteView[] {
  const [views, setViews] = useState<PaletteView[]>([])

  // External system: the saved views of the server.
  useEffect(() => {
    const controller = new AbortController()
    void readViews(controller.signal).then((read) => read && setViews(read))
    return () => controller.abort()
  }, [])
  return views
}

async function readViews(signal: AbortSignal): Promise<PaletteView[] | null> {
  try {
    const response = await fetch('/api/v1/views', { signal })
    if (!response.ok) return null
    const { data } = fieldsOf(await response.json())
    return Array.isArray(data) ? data.flatMap((view) => toView(fieldsOf(view))) : null
  } catch {
    return null
  }
}

function toView({ id, name, screen, href, count }: Record<string, unknown>): PaletteView[] {
  const texts = [id, name, screen, href]
  if (!texts.every((text) => typeof text === 'string') || !String(href).startsWith('/')) return []
  const view = { id: String(id), name: String(name), screen: String(screen), href: String(href) }
  return [{ ...view, count: typeof count === 'number' ? count : null }]
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
