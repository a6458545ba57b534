import type { Episode } from '@/lib/domain/finding'
import { distinct, spanOf, type DerivedIncident, type IncidentFact } from '@/lib/domain/incident'
import { firstAfter } from './caller-view'

/**
 * A lender that stops answering: far more journeys begin to wait for it within an hour than usual, and not for most other
 * lenders as well. docs/decisions/0054 tells why this test and which look-alikes it spares.
 */

export const OUTAGE_WINDOW_MS = 60 * 60_000
export const OUTAGE_JOURNEYS_MIN = 5
const HISTORY_MS = 7 * 24 * OUTAGE_WINDOW_MS
/** The usual of a lender is known after a day; until then this much an hour passes for usual. */
const HISTORY_MIN_HOURS = 24
const UNKNOWN_USUAL = 2
/** Before so many hours nothing tells a busy lender from one that stopped. */
const HISTORY_LEAST_HOURS = 2
const LEAST_USUAL = 0.3
/** How seldom chance alone may bring so many. */
const CHANCE = 1e-4
const USUAL_SHARE = 0.95

export interface LenderWait extends IncidentFact {
  lenders: string[]
}

interface Beginning {
  at: number
  episode: Episode
  wait: LenderWait
}

interface Course {
  lender: string
  beginnings: Beginning[]
  /** Beginnings by hour: each moment asks for a week of them. */
  hours: Map<number, number>
}

/** `knownFrom` is when the application's history begins; null: it has none. */
export function lenderOutages(waits: LenderWait[], knownFrom: Date | null): DerivedIncident[] {
  const courses = coursesOf(waits)
  return courses.flatMap((course) => {
    const others = courses.filter(({ lender }) => lender !== course.lender)
    return outagesOf(course, others, knownFrom?.getTime() ?? Infinity)
  })
}

function coursesOf(waits: LenderWait[]): Course[] {
  const lenders = distinct(waits.flatMap((wait) => wait.lenders))
  return lenders.map((lender) => {
    const beginnings = waits
      .filter((wait) => wait.lenders.includes(lender))
      .flatMap((wait) => wait.episodes.map((episode) => ({ at: episode.from.getTime(), episode, wait })))
      .toSorted((a, b) => a.at - b.at || (a.wait.findingID < b.wait.findingID ? -1 : 1))
    const hours = new Map<number, number>()
    for (const { at } of beginnings) {
      const hour = Math.floor(at / OUTAGE_WINDOW_MS)
      hours.set(hour, (hours.get(hour) ?? 0) + 1)
    }
    return { lender, beginnings, hours }
  })
}

function outagesOf(course: Course, others: Course[], knownFrom: number): DerivedIncident[] {
  const found: { members: Set<Beginning>; usual: number; most: number }[] = []
  for (const [index, { at }] of course.beginnings.entries()) {
    if (course.beginnings[index + 1]?.at === at) continue
    const surge = surgeAt(course, at, knownFrom)
    if (!surge || isEverywhere(others, at, knownFrom)) continue
    const last = found.at(-1)
    const isSame = last !== undefined && surge.members.some((member) => last.members.has(member))
    const outage = isSame ? last : { members: new Set<Beginning>(), usual: surge.usual, most: 0 }
    if (!isSame) found.push(outage)
    outage.most = Math.max(outage.most, surge.journeys)
    for (const member of surge.members) outage.members.add(member)
  }
  return found.map((outage) => toIncident(course.lender, outage, others.length))
}

/** Where most other lenders surge too, no lender is the cause. */
function isEverywhere(others: Course[], at: number, knownFrom: number): boolean {
  const surging = others.filter((other) => surgeAt(other, at, knownFrom) !== null)
  return surging.length > others.length / 2
}

/** The beginnings of the hour before `at`, where they are far more than usual. */
function surgeAt({ beginnings, hours }: Course, at: number, knownFrom: number) {
  const start = at - OUTAGE_WINDOW_MS
  const first = firstAfter(beginnings, start, (item) => item.at)
  const end = firstAfter(beginnings, at, (item) => item.at)
  if (end - first < OUTAGE_JOURNEYS_MIN) return null
  const members = beginnings.slice(first, end)
  const journeys = new Set(members.map(({ wait }) => wait.subjectID)).size
  if (journeys < OUTAGE_JOURNEYS_MIN) return null
  if (start - knownFrom < HISTORY_LEAST_HOURS * OUTAGE_WINDOW_MS) return null
  const usual = usualBefore(hours, start, knownFrom)
  return isByChance(journeys, Math.max(usual, LEAST_USUAL)) ? null : { members, journeys, usual }
}

/** What 95 of 100 of the hours of the week before stay within: one earlier outage does not become usual. */
function usualBefore(counts: Map<number, number>, start: number, knownFrom: number): number {
  const hours = Math.floor(Math.min(HISTORY_MS, start - knownFrom) / OUTAGE_WINDOW_MS)
  const last = Math.floor(start / OUTAGE_WINDOW_MS)
  const sizes: number[] = []
  for (let hour = last - HISTORY_MS / OUTAGE_WINDOW_MS; hour < last; hour += 1) {
    const size = counts.get(hour) ?? 0
    if (size > 0) sizes.push(size)
  }
  sizes.sort((a, b) => b - a)
  const usual = sizes[Math.floor(Math.max(hours, sizes.length) * (1 - USUAL_SHARE))] ?? 0
  return hours < HISTORY_MIN_HOURS ? Math.max(usual, UNKNOWN_USUAL) : usual
}

/** Whether independent waits at the usual rate bring at least so many more often than one hour in ten thousand. */
export function isByChance(count: number, usual: number): boolean {
  // From the top down: small terms first, none is subtracted from 1.
  let term = Math.exp(-usual + count * Math.log(usual) - logFactorial(count))
  let sum = 0
  for (let k = count; k < count + 1_000 && term > 0; k += 1) {
    sum += term
    term *= usual / (k + 1)
  }
  return count <= usual || sum >= CHANCE
}

function logFactorial(count: number): number {
  let sum = 0
  for (let k = 2; k <= count; k += 1) sum += Math.log(k)
  return sum
}

function toIncident(
  lender: string,
  { members, usual, most }: { members: Set<Beginning>; usual: number; most: number },
  others: number,
): DerivedIncident {
  const waits = [...members].map(({ wait }) => wait)
  const journeyIDs = distinct(waits.map(({ subjectID }) => subjectID))
  const dispatches = waits.filter(({ condition }) => condition === 'offers-pending').length
  const isDispatch = dispatches * 2 >= waits.length
  return {
    kind: 'lender-outage',
    subject: lender,
    ...spanOf([...members].map(({ episode }) => episode)),
    condition: isDispatch ? 'offers-pending' : 'journey-stalled',
    cause: isDispatch ? 'lender-dispatch-in-flight' : 'waiting-on-lender',
    summary: `${journeyIDs.length} journeys became late at ${lender} together, far more than usual.`,
    reasons: [
      `${most} journeys became late at ${lender} within 60 min; ${usualWords(usual)} an hour passes for usual.`,
      others > 0
        ? 'At most other lenders that ever kept journeys waiting, they do not pile up in that hour.'
        : 'No other lender kept journeys waiting, so there is none to compare with.',
    ],
    causes: [],
    effects: distinct(waits.map(({ findingID }) => findingID)),
    journeyIDs,
  }
}

function usualWords(usual: number): string {
  return usual === 0 ? 'none' : `up to ${usual}`
}
