import { LIVE_TOPICS, type ChangeCounts, type LiveTopic } from '@/lib/domain/live'
import type { ChangeReading } from '@/lib/store/change-counter'

/** What is known after a reading. */
export interface ChangeState {
  counts: ChangeCounts
  /** Topics whose writers may still have been at work when their change was seen, with when all of these have ended. */
  unsettled: Map<LiveTopic, bigint>
}

export function firstState(reading: ChangeReading): ChangeState {
  return { counts: reading.counts, unsettled: new Map() }
}

/**
 * Which topics pages should read again. A counter moves before its transaction commits, so a topic is told twice: when its
 * counter moved, and once everything that was being written at that moment has ended, unless nothing was.
 */
export function noteReading(state: ChangeState, reading: ChangeReading): { changed: LiveTopic[]; state: ChangeState } {
  const moved = LIVE_TOPICS.filter((topic) => state.counts[topic] !== reading.counts[topic])
  const unsettled = new Map(state.unsettled)
  const settled = [...unsettled].filter(([, until]) => until <= reading.endedBelow).map(([topic]) => topic)
  for (const topic of settled) unsettled.delete(topic)
  for (const topic of moved) {
    if (reading.endedBelow < reading.begunBelow) unsettled.set(topic, reading.begunBelow)
  }
  const changed = LIVE_TOPICS.filter((topic) => moved.includes(topic) || settled.includes(topic))
  return { changed, state: { counts: reading.counts, unsettled } }
}
