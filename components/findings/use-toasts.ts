'use client'

import { useCallback, useState } from 'react'

export interface ToastAction {
  label: string
  run: () => void
}

export interface Toast {
  id: number
  tone: 'done' | 'problem' | 'job'
  text: string
  action?: ToastAction | undefined
  /** Its progress is shown until it has ended. */
  jobID?: string
}

const SHOWN_MAX = 3
let lastID = 0

/** The newest few messages about what the reader just did. */
export function useToasts() {
  const [toasts, setToasts] = useState<Toast[]>([])
  const show = useCallback((toast: Omit<Toast, 'id'>) => {
    lastID += 1
    const shown = { ...toast, id: lastID }
    setToasts((before) => [...before, shown].slice(-SHOWN_MAX))
  }, [])
  const drop = useCallback((id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)), [])
  return { toasts, show, drop }
}
