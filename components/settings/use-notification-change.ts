'use client'

import { useChange } from './use-change'

/** The same for rules, targets, digests and the log. */
export function useNotificationChange() {
  const { change, ...rest } = useChange()
  const below = (method: Parameters<typeof change>[0], path: string, body?: object) =>
    change(method, `notifications/${path}`, body)
  return { ...rest, change: below }
}
