import { Random } from '../world/random'
import { DAY, HOUR, MINUTE } from '../world/types'
import type { PlayedJourney } from '../world/world'
import { SIGNATURE_FAULTS, type SignatureFault } from './faults'

/** A while in which one of the partner's receivers (or something before it) spoils deliveries in one way. */
export interface Episode {
  fault: SignatureFault
  from: number
  to: number
  /** How many journeys it hits at most. */
  size: number
  /** The last one is still on when the history ends. */
  isOpen: boolean
}

/** Every fault twice over the days, and one that is on at the end. None within an hour of another. */
export function planEpisodes(seed: number, days: number, now: number): Episode[] {
  const random = new Random(seed, 'episodes')
  const kinds = [...SIGNATURE_FAULTS, ...SIGNATURE_FAULTS]
  const span = Math.max(2, (days * DAY - 8 * HOUR) / kinds.length)
  const from = now - days * DAY + 2 * HOUR
  const past = random.shuffled(kinds).map((fault, turn): Episode => {
    const startsAt = Math.floor(from + turn * span + random.between(0, Math.max(0, span - 2 * HOUR)))
    const lasts = random.between(12, 26) * MINUTE
    return { fault, from: startsAt, to: Math.floor(startsAt + lasts), size: random.int(4, 12), isOpen: false }
  })
  const open: Episode = { fault: 'sent-retired-secret', from: now - 95 * MINUTE, to: now, size: 14, isOpen: true }
  return [...past, open]
}

export interface Candidate {
  played: PlayedJourney
  index: number
}

/** Updates of ordinary journeys within the episode; the first of a journey is never spoiled, so that it is known. */
export function candidates(
  episode: Episode,
  journeys: readonly PlayedJourney[],
  spent: ReadonlySet<number>,
): Candidate[] {
  return journeys.flatMap((played) => {
    const last = played.states.at(-1)
    const first = played.states[0]
    if (played.scenario !== 'ordinary' || spent.has(played.index) || !first || !last) return []
    if (first.at >= episode.to || last.at < episode.from) return []
    return played.states.flatMap((state, index) =>
      index > 0 && state.at >= episode.from && state.at < episode.to ? [{ played, index }] : [],
    )
  })
}
