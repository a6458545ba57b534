'use client'

import { useSearchParams } from 'next/navigation'
import { useQueryStates } from 'nuqs'
import { deskParams } from './params'
import { withFrame } from './scope'

/** Application, environment, range and live of the URL; a change re-renders the page on the server. */
export function useDeskParams() {
  return useQueryStates(deskParams, { shallow: false, history: 'push' })
}

/** Links that keep application, environment, range and live. */
export function useFrameHref(): (path: string) => string {
  const search = useSearchParams()
  return (path) => withFrame(path, new URLSearchParams(search.toString()))
}
