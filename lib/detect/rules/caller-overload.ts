import { UNDETERMINED } from '@/lib/domain/conditions'
import type { Episode } from '@/lib/domain/finding'
import { chains, distinct, overlaps, spanOf, type DerivedIncident, type IncidentFact } from '@/lib/domain/incident'

/** One caller that sends too much, what it does to journeys, and the 429s that the application's other callers get. */

const GRACE_MS = 10 * 60_000
/** 429s of others that count as harm by themselves. */
export const OTHERS_LIMITED_MIN = 20
const LEADING_SHARE = 0.5

export interface CallerFact extends IncidentFact {
  caller: string
}

export interface CallerCourse {
  caller: string
  span: Episode
  own: { fact: CallerFact; episode: Episode }[]
}

/** By caller, calls and refused ones within a span. */
export interface Traffic {
  caller: string
  calls: number
  limited: number
}

/** Unbroken times in which a caller was too loud, by its rate limits and its polling. */
export function callerCourses(facts: CallerFact[]): CallerCourse[] {
  const loud = facts.filter(({ cause }) => cause !== UNDETERMINED)
  return distinct(loud.map(({ caller }) => caller)).flatMap((caller) => {
    const held = loud
      .filter((fact) => fact.caller === caller)
      .flatMap((fact) => fact.episodes.map((episode) => ({ fact, episode })))
    return chains(held, GRACE_MS).map((own) => ({ caller, own, span: spanOf(own.map(({ episode }) => episode)) }))
  })
}

/** An incident where several findings, or other callers' 429s, follow from the caller; else null: one finding tells it all. */
export function callerOverload(course: CallerCourse, facts: CallerFact[], traffic: Traffic[]): DerivedIncident | null {
  const { caller, own, span } = course
  const leads = isLeading(caller, traffic)
  const othersLimited = leads ? sum(traffic, (row) => (row.caller === caller ? 0 : row.limited)) : 0
  const victims = leads ? victimsOf(course, facts) : []
  const limits = own.filter(({ fact }) => fact.condition === 'rate-limited').toSorted(byStart)
  const findings = distinct([...own, ...victims].map(({ fact }) => fact.findingID))
  if (findings.length < 2 && (othersLimited < OTHERS_LIMITED_MIN || limits.length === 0)) return null
  const root = limits[0]?.fact ?? own[0]?.fact
  if (!root) return null
  const causes = limits[0] ? [limits[0].fact.findingID] : []
  const polled = own.filter(({ fact }) => fact.condition !== 'rate-limited')
  return {
    kind: 'caller-overload',
    subject: caller,
    ...spanOf([...own, ...victims].map(({ episode }) => episode)),
    from: span.from,
    condition: root.condition,
    cause: root.cause,
    summary: `${caller} sends more than the platform allows.`,
    reasons: reasonsOf(caller, othersLimited, polled.length, victims.length),
    causes,
    effects: findings.filter((findingID) => !causes.includes(findingID)),
    journeyIDs: distinct(polled.map(({ fact }) => fact.subjectID)),
  }
}

/** More than half of all calls, or of those that were refused, are its own: only then others suffer from it. */
function isLeading(caller: string, traffic: Traffic[]): boolean {
  const own = traffic.find((row) => row.caller === caller)
  if (!own) return false
  return (['calls', 'limited'] as const).some((name) => own[name] > sum(traffic, (row) => row[name]) * LEADING_SHARE)
}

/** Callers that ran into the limit without a fault of their own. */
function victimsOf({ caller, span }: CallerCourse, facts: CallerFact[]) {
  return facts
    .filter((fact) => fact.cause === UNDETERMINED && fact.caller !== caller)
    .flatMap((fact) => fact.episodes.map((episode) => ({ fact, episode })))
    .filter(({ episode }) => overlaps(episode, span))
}

function reasonsOf(caller: string, othersLimited: number, polled: number, victims: number): string[] {
  return [
    polled > 0 ? `${caller} polls ${polled} ${polled === 1 ? 'journey' : 'journeys'} too often.` : null,
    victims > 0 ? `${victims} other callers were limited meanwhile without a fault of their own.` : null,
    othersLimited > 0
      ? `Other callers got ${othersLimited} 429s meanwhile; most of the traffic was ${caller}'s.`
      : null,
    'Its findings held at the same time.',
  ].filter((reason) => reason !== null)
}

function byStart(a: CallerCourse['own'][number], b: CallerCourse['own'][number]): number {
  return a.episode.from.getTime() - b.episode.from.getTime() || (a.fact.findingID < b.fact.findingID ? -1 : 1)
}

function sum(rows: Traffic[], of: (row: Traffic) => number): number {
  return rows.reduce((total, row) => total + of(row), 0)
}
