import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { SEVERITIES, UNDETERMINED } from '@/lib/domain/conditions'
import { ENVIRONMENTS, OWNERS } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import { decodeJourneyCursor, encodeJourneyCursor } from '@/lib/query/journey-cursor'
import { JOURNEY_VIEWS, NO_FILTER, viewFilter } from '@/lib/query/journey-views'
import { toFindingPill, toJourneySummary } from '@/lib/query/journey-shape'
import type { JourneySummary, Page } from '@/lib/query/schemas'
import { findOpenFindings } from '@/lib/store/journey-read'
import {
  countJourneys,
  findJourneyPage,
  findLenders,
  JOURNEY_SORTS,
  journeyKey,
  type JourneyListFilter,
  type JourneyListRow,
  type JourneySort,
} from '@/lib/store/journeys-read'

const words = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => [value].flat().flatMap((part) => part.split(',')))
  .transform((parts) => parts.map((part) => part.trim()).filter(Boolean))
  .pipe(z.array(z.string().max(100)).max(50))

/** Input of `listJourneys`, as it stands in a query string. `status` and `owner` take several, separated by commas. */
export const JourneyQuerySchema = z.object({
  q: z.string().trim().max(200).optional(),
  status: words.optional(),
  owner: words.pipe(z.array(z.enum(OWNERS))).optional(),
  stuck: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .or(z.boolean())
    .optional(),
  lender: z.string().trim().max(200).optional(),
  applicationID: z.guid().optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  view: z.enum(JOURNEY_VIEWS).optional(),
  sort: z.enum(JOURNEY_SORTS).default('waiting'),
  cursor: z.string().max(1_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type JourneyQuery = z.input<typeof JourneyQuerySchema>

export interface JourneyPage extends Page<JourneySummary> {
  /** The page before this one; null on the first. */
  previousCursor: string | null
}

export const VIEW_COUNT_CAP = 10_000

/** Journeys, the longest waiting first unless sorted otherwise; those that are over come after those that still run. */
export async function listJourneys(principal: Principal, input: JourneyQuery, now = new Date()): Promise<JourneyPage> {
  const query = JourneyQuerySchema.parse(input)
  const scope = readableScope(principal, query.applicationID)
  const cursor = query.cursor ? decodeJourneyCursor(query.cursor, query.sort) : null
  const backward = cursor?.backward ?? false
  const found = await findJourneyPage({
    filter: listFilter(query, scope, now),
    sort: query.sort,
    from: cursor?.key ?? null,
    backward,
    limit: query.limit + 1,
  })
  const more = found.length > query.limit
  const rows = !more ? found : backward ? found.slice(1) : found.slice(0, -1)
  return {
    data: await withFindings(rows),
    nextCursor: more || backward ? place(rows.at(-1), query.sort, false) : null,
    previousCursor: (backward ? more : cursor !== null) ? place(rows[0], query.sort, true) : null,
  }
}

/** How many journeys each of these lists holds, whatever its page; a count stops at VIEW_COUNT_CAP. */
export async function countJourneyLists(
  principal: Principal,
  inputs: JourneyQuery[],
  now = new Date(),
): Promise<number[]> {
  const filters = inputs.map((input) => {
    const query = JourneyQuerySchema.parse(input)
    return listFilter(query, readableScope(principal, query.applicationID), now)
  })
  return countJourneys(filters, VIEW_COUNT_CAP)
}

/** The lenders that the lender filter offers. */
export async function listLenders(
  principal: Principal,
  of: { applicationID?: string | undefined; environment?: string | undefined },
): Promise<string[]> {
  return findLenders({ scope: readableScope(principal, of.applicationID), environment: of.environment ?? null })
}

/** What a list is narrowed to: the application asked for, or those that the principal may see. */
function readableScope(principal: Principal, asked: string | undefined): ApplicationScope {
  authorise(principal, 'read', asked)
  return applicationScope(principal, asked ?? null)
}

/** A filter beside a view narrows it further; where both speak of the same thing, both have to hold. */
function listFilter(query: z.output<typeof JourneyQuerySchema>, scope: ApplicationScope, now: Date): JourneyListFilter {
  const view = query.view ? viewFilter(query.view, now) : {}
  const stuckClash = view.stuck !== undefined && query.stuck !== undefined && view.stuck !== query.stuck
  if (stuckClash) throw new DeskError('BAD_REQUEST', 'The view "stuck" cannot be combined with stuck=false.')
  return {
    ...NO_FILTER,
    scope,
    environment: query.environment ?? null,
    q: query.q || null,
    statuses: query.status ?? [],
    lender: query.lender || null,
    stuck: query.stuck ?? null,
    ...view,
    owners: combine(view.owners, query.owner),
  }
}

function combine(ofView: string[] | undefined, asked: string[] | undefined): string[] {
  if (!ofView || !asked?.length) return ofView ?? asked ?? []
  const both = asked.filter((owner) => ofView.includes(owner))
  return both.length ? both : ['-']
}

function place(row: JourneyListRow | undefined, sort: JourneySort, backward: boolean): string | null {
  return row ? encodeJourneyCursor({ sort, backward, key: journeyKey(row, sort) }) : null
}

/** The gravest first; what the evidence does not decide comes last. */
function byWeight(a: JourneySummary['findings'][number], b: JourneySummary['findings'][number]): number {
  const undecided = Number(a.cause === UNDETERMINED) - Number(b.cause === UNDETERMINED)
  return undecided || SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity)
}

async function withFindings(rows: JourneyListRow[]): Promise<JourneySummary[]> {
  const applications = [...new Set(rows.map((row) => row.applicationID))]
  const findings = await findOpenFindings(
    applications,
    rows.map((row) => row.journeyID),
  )
  return rows.map((row) => {
    const own = findings.filter((f) => f.applicationID === row.applicationID && f.subjectID === row.journeyID)
    return toJourneySummary(row, own.map(toFindingPill).sort(byWeight))
  })
}
