/** What open pages are told of when it changed: one counter a topic, which every write of that kind moves. */
export const LIVE_TOPICS = ['journeys', 'findings', 'deliveries', 'calls'] as const
export type LiveTopic = (typeof LIVE_TOPICS)[number]

/** A counter of the database in decimal digits; what leaves the desk is a mark in its place (`lib/query/change-marks.ts`). */
export type ChangeCounts = Record<LiveTopic, string>

/** What a screen has to be told of. A journey's page is told of that journey alone. */
export interface LiveWatch {
  topics: LiveTopic[]
  journeyID: string | null
}

const SCREENS: Record<string, LiveTopic[]> = {
  '': ['journeys', 'findings', 'deliveries', 'calls'],
  journeys: ['journeys', 'findings'],
  findings: ['findings'],
  webhooks: ['deliveries'],
  errors: ['calls'],
  'rate-limits': ['calls'],
  guidance: ['findings'],
}

export function watchOf(pathname: string): LiveWatch {
  const [screen = '', id] = pathname.split('/').filter(Boolean)
  if (screen === 'journeys' && id) return { topics: [], journeyID: decoded(id) }
  return { topics: Object.hasOwn(SCREENS, screen) ? (SCREENS[screen] ?? []) : [], journeyID: null }
}

export function isLiveTopic(value: unknown): value is LiveTopic {
  return LIVE_TOPICS.some((topic) => topic === value)
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
