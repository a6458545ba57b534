'use client'

import { useQueryStates } from 'nuqs'
import { useTransition } from 'react'
import { journeyParams, type JourneyParams } from './params'

export type JourneyChange = Partial<{ [K in keyof JourneyParams]: JourneyParams[K] | null }>

/** The list's URL. Every change starts at the first page again, unless it is a change of the page. */
export function useJourneyParams() {
  const [pending, startTransition] = useTransition()
  const [params, set] = useQueryStates(journeyParams, { shallow: false, history: 'push', startTransition })
  const change = (values: JourneyChange) => void set({ cursor: null, ...values })
  return { params, change, pending }
}
