import { z } from 'zod'
import { applicationScope } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { personalKind, type LookupKind } from '@/lib/domain/lookup'
import { OWNERS } from '@/lib/domain/vocabulary'
import { applicationsAsked } from '@/lib/query/applications-asked'
import { toFindingPill } from '@/lib/query/journey-shape'
import { LookupQuerySchema, type LookupHit, type LookupJourney, type LookupQuery } from '@/lib/query/lookup-schema'
import { lookupVerdict } from '@/lib/query/lookup-verdict'
import type { Page } from '@/lib/query/schemas'
import { findOpenFindings } from '@/lib/store/journey-read'
import {
  findByID,
  findByPersonalData,
  findCallsByID,
  findDeliveriesOf,
  findJourneyHeads,
  ROWS_MAX,
  type LookupRow,
} from '@/lib/store/lookup'

/** The kinds in the order in which a reader means them. */
const ORDER: LookupKind[] = [
  'journey',
  'borrower',
  'offer',
  'aa_session',
  'event',
  'delivery',
  'finding',
  'request',
  'correlation',
  'call',
]

type Applications = Map<string, Awaited<ReturnType<typeof applicationsAsked>>[number]>
type Found = LookupRow & { matchedBy: LookupHit['matchedBy']; count: number }

/** What an ID names and where it lives: several hits where several things or applications hold it, none where nothing does. */
export async function lookUp(principal: Principal, input: LookupQuery, now = new Date()): Promise<Page<LookupHit>> {
  const { q, applicationID } = LookupQuerySchema.parse(input)
  const listed = await applicationsAsked(principal, { applicationID })
  const applications: Applications = new Map(listed.map((row) => [row.applicationID, row]))
  const isWhole = applicationScope(principal, applicationID ?? null) === null
  const found = distinct(await find(q, [...applications.keys()], isWhole))
  const journeys = await readJourneys(found, now)
  const hits = found.map((row) => toHit(row, applications, journeys))
  return { data: hits.sort(byMeaning).slice(0, ROWS_MAX), nextCursor: null }
}

/**
 * What has the ID itself comes first and alone: only where nothing has it, deliveries and calls are asked, which takes
 * longer, since each day that is kept has to be asked.
 */
async function find(q: string, applicationIDs: string[], unknownToo: boolean): Promise<Found[]> {
  const ids = [...new Set([q, q.toLowerCase()])]
  const scope = { applicationIDs, unknownToo }
  const personal = personalKind(q)
  const [owned, borrowers] = await Promise.all([
    findByID(ids, scope),
    personal ? findByPersonalData(personal, q, applicationIDs) : [],
  ])
  const matchedBy: Found['matchedBy'] = personal ?? 'id'
  const found: Found[] = [...owned.map(byID), ...borrowers.map((row) => ({ ...row, matchedBy, count: 1 }))]
  if (found.length > 0) return found
  const carriers = await Promise.all([findDeliveriesOf(ids, scope), findCallsByID(ids, applicationIDs)])
  return carriers.flat().map(byID)
}

const byID = (row: LookupRow): Found => ({ ...row, matchedBy: 'id', count: 1 })

/** Retries of an event and the calls of one correlation are one hit each, told by the newest. */
function distinct(rows: Found[]): Found[] {
  const hits = new Map<string, Found>()
  for (const row of rows.toSorted((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0))) {
    const [kind, ...place] = [row.kind, row.applicationID, row.id, ...row.journeyIDs]
    const key = JSON.stringify([kind === 'delivery' ? row.rowID : kind, ...place])
    const known = hits.get(key)
    if (known) known.count += 1
    else hits.set(key, { ...row })
  }
  return [...hits.values()]
}

const journeyName = (applicationID: string, journeyID: string) => `${applicationID}|${journeyID}`

async function readJourneys(found: Found[], now: Date): Promise<Map<string, LookupJourney>> {
  const refs = new Map(
    found.flatMap(({ applicationID, journeyIDs }) =>
      journeyIDs.slice(0, 1).map((journeyID) => [journeyName(applicationID, journeyID), { applicationID, journeyID }]),
    ),
  )
  const wanted = [...refs.values()]
  const [heads, findings] = await Promise.all([
    findJourneyHeads(wanted),
    findOpenFindings(
      [...new Set(wanted.map((ref) => ref.applicationID))],
      wanted.map((ref) => ref.journeyID),
    ),
  ])
  const owner = z.enum(OWNERS).catch('none')
  return new Map(
    heads.map(({ applicationID, ...head }) => {
      const own = findings.filter((f) => f.applicationID === applicationID && f.subjectID === head.journeyID)
      const journey = { ...head, owner: owner.parse(head.owner), findings: own.map(toFindingPill) }
      return [journeyName(applicationID, head.journeyID), { ...journey, verdict: lookupVerdict(journey, now) }]
    }),
  )
}

function toHit(row: Found, applications: Applications, journeys: Map<string, LookupJourney>): LookupHit {
  const application = applications.get(row.applicationID) ?? null
  const journeyID = row.journeyIDs[0]
  const journey = (journeyID && journeys.get(journeyName(row.applicationID, journeyID))) || null
  const { kind, id, matchedBy, at, detail, count } = row
  return {
    kind,
    id,
    matchedBy,
    applicationID: application?.applicationID ?? null,
    application: application?.name ?? null,
    environment: application?.environment ?? null,
    at,
    detail,
    count,
    href: hrefOf(row, journey),
    journey,
  }
}

function hrefOf({ kind, applicationID, id, rowID, detail, at }: Found, journey: LookupJourney | null): string {
  const named = `?applicationID=${applicationID}`
  if (kind === 'delivery' || kind === 'event') return `/webhooks/${rowID ?? encodeURIComponent(id)}`
  if (kind === 'finding') return `/findings/${rowID ?? id}`
  if (journey) return `/journeys/${encodeURIComponent(journey.journeyID)}${named}`
  if (kind === 'borrower') return `/journeys?q=${encodeURIComponent(id)}&app=${applicationID}`
  return callsHref(applicationID, detail, at)
}

const AROUND_MS = 15 * 60_000

/** The calls of that caller around that moment. */
function callsHref(applicationID: string, detail: string | null, at: Date | null): string {
  const search = new URLSearchParams({ app: applicationID })
  const caller = /\d{1,3} (.+)$/.exec(detail ?? '')?.[1]
  if (caller) search.set('caller', caller)
  if (at) {
    search.set('from', new Date(at.getTime() - AROUND_MS).toISOString())
    search.set('to', new Date(at.getTime() + AROUND_MS).toISOString())
  }
  return `/errors?${search.toString()}`
}

function byMeaning(a: LookupHit, b: LookupHit): number {
  return ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0)
}
