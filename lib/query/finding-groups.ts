import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { FINDING_STATUSES, SEVERITIES } from '@/lib/domain/conditions'
import { findingFilterFields, NOBODY } from '@/lib/domain/finding-filter'
import { isWindow, rangeMs, RANGES, DEFAULT_RANGE } from '@/lib/format/range'
import { DeskError } from '@/lib/errors'
import { applicationIDsAsked } from '@/lib/query/applications-asked'
import { applicationID, instant, oneOrMore } from '@/lib/query/inputs'
import { readDetectionTurn } from '@/lib/store/detection-turn'
import { countByStatus, groupFindings } from '@/lib/store/findings-groups'
import { readFindingPoints } from '@/lib/store/overview-read'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

export const FindingGroupSchema = z
  .object({
    condition: z.string(),
    cause: z.string(),
    total: z.int().meta({ description: 'Findings that match.' }),
    open: z.int(),
    acknowledged: z.int(),
    snoozed: z.int(),
    regressed: z.int().meta({ description: 'Of them, resolved before and come back.' }),
    fresh: z.int().meta({ description: 'Of them, begun within the range.' }),
    subjects: z.int(),
    occurrences: z.number(),
    severity: z.enum(SEVERITIES).meta({ description: 'The gravest.' }),
    firstSeenAt: at,
    lastSeenAt: at,
    assignees: z.array(z.string()).meta({ description: 'Up to three.' }),
    unassigned: z.int(),
    trend: z
      .array(z.int())
      .meta({ description: 'How many held at each of 12 moments of the range, resolved ones too.' }),
  })
  .meta({ id: 'FindingGroup' })
export type FindingGroupRow = z.infer<typeof FindingGroupSchema>

export const FindingGroupsQuerySchema = z.object({
  ...findingFilterFields,
  status: oneOrMore(FINDING_STATUSES).optional(),
  applicationID: applicationID.optional(),
  range: z.enum(RANGES).default(DEFAULT_RANGE),
  from: instant.optional().meta({ description: 'With `to`: a part of time in place of the range.' }),
  to: instant.optional().meta({ description: 'From one minute to 400 days after `from`.' }),
})

const POINTS = 12

export interface Inbox {
  groups: FindingGroupRow[]
  /** How many match by status, whatever status is asked for. */
  counts: { open: number; acknowledged: number; snoozed: number }
}

type GroupsQuery = z.input<typeof FindingGroupsQuerySchema>

/** What matches by condition and cause, the gravest first. */
export async function listFindingGroups(
  principal: Principal,
  input: GroupsQuery,
  now: Date = new Date(),
): Promise<{ data: FindingGroupRow[] }> {
  const scope = await scopeOf(principal, input)
  return { data: await groupsOf(scope, now) }
}

/** The same with the counts that stand on the tabs. */
export async function readInbox(principal: Principal, input: GroupsQuery, now: Date = new Date()): Promise<Inbox> {
  const scope = await scopeOf(principal, input)
  const [groups, counts] = await Promise.all([groupsOf(scope, now), countByStatus(scope.filter, scope.applicationIDs)])
  const count = (status: string) => counts.get(status) ?? 0
  return {
    groups,
    counts: { open: count('open'), acknowledged: count('acknowledged'), snoozed: count('snoozed') },
  }
}

async function scopeOf(principal: Principal, input: GroupsQuery) {
  const { status, range, from, to, assignee, ...query } = FindingGroupsQuerySchema.parse(input)
  if ((from || to) && !(from && to && isWindow(from, to))) {
    throw new DeskError('BAD_REQUEST', 'from: must be given with to, one minute to 400 days before it')
  }
  const applicationIDs = await applicationIDsAsked(principal, query)
  const filter = { ...query, statuses: status, assignee: assignee === NOBODY ? null : assignee }
  return { filter, applicationIDs, range, part: from && to ? { from, to } : null }
}

async function groupsOf(
  { filter, applicationIDs, range, part }: Awaited<ReturnType<typeof scopeOf>>,
  now: Date,
): Promise<FindingGroupRow[]> {
  const shown = part ?? { from: new Date(now.getTime() - rangeMs(range)), to: now }
  const moments = pointsOf(shown)
  const [groups, points, turn] = await Promise.all([
    groupFindings(filter, applicationIDs, shown),
    readFindingPoints(applicationIDs, moments),
    readDetectionTurn(),
  ])
  const held = new Map(points.map((point) => [`${point.condition}|${point.cause}|${point.at.getTime()}`, point.total]))
  return groups.map(({ waits, severity, ...group }) => ({
    ...group,
    severity: z.enum(SEVERITIES).catch('medium').parse(severity),
    lastSeenAt: waits && turn && turn > group.lastSeenAt ? turn : group.lastSeenAt,
    trend: moments.map((point) => held.get(`${group.condition}|${group.cause}|${point.getTime()}`) ?? 0),
  }))
}

function pointsOf({ from, to }: { from: Date; to: Date }): Date[] {
  const step = (to.getTime() - from.getTime()) / POINTS
  return Array.from({ length: POINTS }, (_, index) => new Date(Math.round(from.getTime() + step * (index + 1))))
}
