'use client'

import { CircleCheck, Route, SearchX } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { activeView, isFiltered, type View } from './params'
import { useJourneyParams } from './use-journey-params'

const CALM: Record<View, { title: string; text: string }> = {
  stuck: {
    title: 'Nothing is stuck',
    text: 'Every journey moves within its expected time, or waits for its borrower.',
  },
  lender: { title: 'No journey waits on a lender', text: 'Dispatches and decisions that are outstanding show here.' },
  aa: { title: 'No journey waits on an account aggregator', text: 'Consents under approval show here.' },
  idle: { title: 'No journey is idle', text: 'Journeys whose borrower has the move show here; idle is not stuck.' },
  today: { title: 'Nothing moved in the last 24 hours', text: 'Journeys with news of the last 24 hours show here.' },
  all: { title: 'No journeys', text: '' },
}

/** An empty list says which kind of empty it is: nothing received, nothing matching, or nothing wrong. */
export function NoJourneys({ anyJourney }: { anyJourney: boolean }) {
  const { params, change } = useJourneyParams()
  if (!anyJourney) {
    return (
      <EmptyState icon={<Route />} title="No journey has been received here yet" className="py-16">
        Point the platform’s webhooks at <code className="mono">/api/webhooks/platform</code> of this desk; each journey
        shows up with its first event.
      </EmptyState>
    )
  }
  if (params.cursor || isFiltered(params)) {
    return (
      <EmptyState
        icon={<SearchX />}
        title="No journey matches"
        className="py-16"
        action={
          <Button onClick={() => change({ q: null, status: null, owner: null, lender: null, stuck: null })}>
            Clear filters
          </Button>
        }
      >
        IDs match from their beginning: a whole ID or its first characters. The view and the environment narrow the list
        too.
      </EmptyState>
    )
  }
  const { title, text } = CALM[activeView(params)]
  return (
    <EmptyState icon={<CircleCheck />} title={title} className="py-16">
      {text}
    </EmptyState>
  )
}
