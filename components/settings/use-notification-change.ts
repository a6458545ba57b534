'use client'

import type { Method } from './change-request'
import { useChange, type Seen } from './use-change'

/** The same for rules, targets, digests and the log. */
export function useNotificationChange() {
  const { change, ...rest } = useChange()
  const below = (method: Method, path: string, body?: object, seen?: Seen) =>
    change(method, `notifications/${path}`, body, seen)
  return { ...rest, change: below }
}
