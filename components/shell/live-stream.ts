import { isLiveTopic, type ChangeCounts, type LiveTopic, type LiveWatch } from '@/lib/domain/live'

/** What the server tells an open page, read by hand: zod in a browser would compile, which our policy refuses. */
export interface LiveMessage {
  counts: Partial<ChangeCounts>
  changed: string[]
}

export function liveURL({ topics, journeyID }: LiveWatch): string {
  const search = new URLSearchParams(journeyID ? { journeyID } : { topics: topics.join(',') })
  return `/api/v1/live?${search.toString()}`
}

export function parseMessage(data: string): LiveMessage | null {
  try {
    const { counts, changed } = fieldsOf(JSON.parse(data))
    const known = Object.entries(fieldsOf(counts)).filter(
      ([topic, value]) => isLiveTopic(topic) && typeof value === 'string',
    )
    return {
      counts: Object.fromEntries(known),
      changed: Array.isArray(changed) ? changed.filter((topic) => typeof topic === 'string') : [],
    }
  } catch {
    return null
  }
}

/**
 * Whether the page has to be read again: something that it watches was told to have changed, or moved while nobody
 * listened. `known` are the counters at the page's last reading.
 */
export function isNews(watch: LiveWatch, known: ChangeCounts, message: LiveMessage): boolean {
  if (message.changed.length > 0) return true
  const watched: LiveTopic[] = watch.journeyID ? ['journeys', 'findings'] : watch.topics
  return watched.some((topic) => message.counts[topic] !== undefined && message.counts[topic] !== known[topic])
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
