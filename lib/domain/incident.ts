import { causeLabel } from './conditions'
import type { Episode } from './finding'

/** One cause behind many findings. docs/decisions/0054. */

export const INCIDENT_KINDS = ['delivery-failure', 'lender-outage', 'caller-overload'] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]
/** What each kind is called in a list of them. */
export const INCIDENT_KIND_TITLES: Record<IncidentKind, string> = {
  'delivery-failure': 'Incident: webhooks refused',
  'lender-outage': 'Incident: lender does not answer',
  'caller-overload': 'Incident: caller sends too much',
}
export const INCIDENT_STATUSES = ['open', 'resolved'] as const
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number]
/** The finding that names the cause, or one that follows from it. */
export const INCIDENT_ROLES = ['cause', 'effect'] as const
export type IncidentRole = (typeof INCIDENT_ROLES)[number]

/** What happened, in a few words. */
export function incidentTitle({ kind, subject, condition, cause }: IncidentName): string {
  if (kind === 'lender-outage') return `${subject} does not answer`
  if (kind === 'caller-overload') return `${subject} sends too much`
  return `Webhooks refused: ${causeLabel(condition, cause)}`
}

interface IncidentName {
  kind: IncidentKind
  subject: string
  condition: string
  cause: string
}

export interface DerivedIncident {
  kind: IncidentKind
  /** What it is about: the lender, the caller, or the key of the delivery group. */
  subject: string
  /** Event time; `to` is null while any of its findings holds. */
  from: Date
  to: Date | null
  /** When the last of its findings began. */
  lastAt: Date
  /** The condition and cause whose guidance tells the fix. */
  condition: string
  cause: string
  summary: string
  /** Why these belong together, in words. */
  reasons: string[]
  causes: string[]
  effects: string[]
  journeyIDs: string[]
}

/** A finding as the rules of incidents look at it. */
export interface IncidentFact {
  findingID: string
  condition: string
  cause: string
  subjectID: string
  episodes: Episode[]
}

/** From the first to the last of these episodes; open where one of them is. Throws where there is none. */
export function spanOf(episodes: Episode[]): Episode & { lastAt: Date } {
  const starts = episodes.map(({ from }) => from.getTime())
  const ends = episodes.map(({ to }) => to?.getTime() ?? Infinity)
  if (starts.length === 0) throw new Error('An incident has at least one episode')
  const end = ends.reduce((latest, at) => Math.max(latest, at), -Infinity)
  return {
    from: new Date(starts.reduce((first, at) => Math.min(first, at), Infinity)),
    to: end === Infinity ? null : new Date(end),
    lastAt: new Date(starts.reduce((last, at) => Math.max(last, at), -Infinity)),
  }
}

export function overlaps(a: Episode, b: Episode, graceMs = 0): boolean {
  const before = (end: Date | null, start: Date) => end !== null && end.getTime() + graceMs < start.getTime()
  return !before(a.to, b.from) && !before(b.to, a.from)
}

/** In one order, each once, so that any order of arrival tells the same. */
export function distinct(ids: string[]): string[] {
  return [...new Set(ids)].toSorted()
}

/** Chains of items whose episodes overlap, or lie at most `graceMs` apart. */
export function chains<T extends { episode: Episode }>(items: T[], graceMs: number): T[][] {
  const sorted = items.toSorted((a, b) => a.episode.from.getTime() - b.episode.from.getTime())
  const found: T[][] = []
  let until = -Infinity
  for (const item of sorted) {
    const last = found.at(-1)
    if (last && item.episode.from.getTime() <= until + graceMs) last.push(item)
    else found.push([item])
    const end = item.episode.to?.getTime() ?? Infinity
    until = found.at(-1)?.length === 1 ? end : Math.max(until, end)
  }
  return found
}
