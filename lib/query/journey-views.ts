import type { JourneyListFilter } from '@/lib/store/journeys-read'

/** The system's saved views of the journeys list, in the order of their tabs. */
export const JOURNEY_VIEWS = ['stuck', 'lender', 'aa', 'idle', 'today', 'all'] as const
export type JourneyView = (typeof JOURNEY_VIEWS)[number]

const DAY_MS = 86_400_000

export const NO_FILTER: JourneyListFilter = {
  scope: null,
  environment: null,
  q: null,
  statuses: [],
  owners: [],
  lender: null,
  stuck: null,
  movedSince: null,
  running: null,
}

/** What a view narrows down to. "Today" is the last 24 hours, so that a shared link shows the same thing in any zone. */
export function viewFilter(view: JourneyView, now: Date): Partial<JourneyListFilter> {
  switch (view) {
    case 'stuck':
      return { stuck: true }
    case 'lender':
      return { owners: ['lender'], running: true }
    case 'aa':
      return { owners: ['account_aggregator'], running: true }
    case 'idle':
      return { owners: ['borrower'], running: true }
    case 'today':
      return { movedSince: new Date(now.getTime() - DAY_MS) }
    case 'all':
      return {}
  }
}
