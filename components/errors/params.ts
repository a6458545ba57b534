import { createLoader, parseAsInteger, parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { isWindow, rangeMs, type Range } from '@/lib/format/range'

export const BY = ['code', 'route', 'caller', 'status'] as const
export type By = (typeof BY)[number]

/** A part of the range, as the brush writes it. */
export const zoomParams = { from: parseAsIsoDateTime, to: parseAsIsoDateTime }

export const errorParams = {
  ...zoomParams,
  by: parseAsStringLiteral(BY).withDefault('code'),
  code: parseAsString,
  route: parseAsString,
  caller: parseAsString,
  status: parseAsInteger,
  open: parseAsString,
}
export const loadZoomParams = createLoader(zoomParams)
export const loadErrorParams = createLoader(errorParams)
export const loadLimitParams = createLoader({ ...zoomParams, open: parseAsString })

interface Shown {
  from: Date
  to: Date
  zoomed: boolean
}

/** The part of time that the URL names, where it is a sensible one. */
export function zoomOf({ from, to }: { from: Date | null; to: Date | null }): { from: Date; to: Date } | null {
  return from && to && isWindow(from, to) ? { from, to } : null
}

/** The brushed part where the URL holds a sensible one, else the range up to now. */
export function shownWindow(zoom: { from: Date | null; to: Date | null }, range: Range, now: Date): Shown {
  const part = zoomOf(zoom)
  if (part) return { ...part, zoomed: true }
  return { from: new Date(now.getTime() - rangeMs(range)), to: now, zoomed: false }
}
