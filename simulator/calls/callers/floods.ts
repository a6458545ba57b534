import { MINUTE, SECOND } from '../../world/types'
import { newSession, nothingWrong, scenariosOf, type Play } from './types'

const { fault, healthy } = scenariosOf('rate-limited')

interface Flood {
  perMinute: readonly [low: number, high: number]
  minutes: readonly [low: number, high: number]
  borrowers: number
  /** Share that is answered 429. */
  limited: number
}

/** Distinct writes at an even pace, shared among some borrowers. The evidence ends with the last of them. */
function flood({ perMinute, minutes, borrowers, limited }: Flood): Play {
  return (stage) => {
    const { writer, random, from } = stage
    const sessions = Array.from({ length: borrowers }, () => newSession(stage, from))
    const gap = MINUTE / random.between(...perMinute)
    const to = from + random.between(...minutes) * MINUTE
    let last = from
    for (let at = from, count = 0; at < to; at += gap * random.between(0.9, 1.1), count += 1) {
      const { given } = sessions[count % borrowers] ?? newSession(stage, at)
      const sent = { ...given, method: 'PUT', path: '/profile' }
      if (random.chance(limited) || count % 40 === 39) {
        if (limited > 0) writer.refuse(at, 'RATE_LIMITED', { ...sent, retryAfterMs: SECOND })
        else writer.add(at, { ...sent, status: 200 })
      } else writer.add(at, { ...sent, status: 200 })
      last = at
    }
    return { last }
  }
}

const ofOne = flood({ perMinute: [42, 60], minutes: [4, 6], borrowers: 1, limited: 0.1 })
const ofAll = flood({ perMinute: [360, 420], minutes: [3.2, 3.6], borrowers: 25, limited: 0.08 })

export const FLOOD_SCENARIOS = [
  fault('autosave', 'excessive-writes', ofOne, ofOne, ofAll),
  healthy(
    'busy-form',
    'excessive-writes',
    'below the limit, shorter than two minutes, without 429s, or of several borrowers',
    nothingWrong(flood({ perMinute: [22, 26], minutes: [6, 8], borrowers: 1, limited: 0.05 })),
    nothingWrong(flood({ perMinute: [45, 60], minutes: [0.7, 0.9], borrowers: 1, limited: 0.1 })),
    nothingWrong(flood({ perMinute: [40, 50], minutes: [4, 5], borrowers: 1, limited: 0 })),
    nothingWrong(flood({ perMinute: [40, 48], minutes: [4, 5], borrowers: 2, limited: 0.05 })),
  ),
]
