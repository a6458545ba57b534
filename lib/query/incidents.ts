import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { FINDING_STATUSES, guidanceHref, SUBJECT_TYPES } from '@/lib/domain/conditions'
import { INCIDENT_KINDS, INCIDENT_ROLES, INCIDENT_STATUSES } from '@/lib/domain/incident'
import { ENVIRONMENTS, type Environment } from '@/lib/domain/vocabulary'
import { DeskError } from '@/lib/errors'
import { applicationIDsAsked } from '@/lib/query/applications-asked'
import { decodeCursor, encodeCursor } from '@/lib/query/cursor'
import { applicationID, cursor, limit } from '@/lib/query/inputs'
import type { Page } from '@/lib/query/schemas'
import {
  findIncidentFindings,
  findIncidents,
  readReach,
  type IncidentRecord,
  type ReachRecord,
} from '@/lib/store/incidents-read'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })

export const ReachSchema = z.object({
  journeys: z.int(),
  borrowers: z.int().meta({ description: 'Borrowers of these journeys that are known.' }),
  unknownBorrowers: z.int().meta({ description: 'Journeys whose borrower is not known.' }),
  requestedAmount: z
    .number()
    .nullable()
    .meta({ description: 'Rupees that the known borrowers asked for; null: known of none of them.' }),
  unknownAmounts: z.int().meta({ description: 'Borrowers who are left out of the sum: theirs is not known.' }),
})
export type IncidentReach = z.infer<typeof ReachSchema>

export const IncidentSchema = z
  .object({
    id: z.guid(),
    applicationID: z.guid(),
    kind: z.enum(INCIDENT_KINDS),
    subject: z.string().meta({ description: 'The lender, the caller, or what failing deliveries share.' }),
    status: z.enum(INCIDENT_STATUSES),
    since: at,
    until: at.nullable().meta({ description: 'Null: it goes on.' }),
    lastAt: at.meta({ description: 'When the last of its findings began.' }),
    condition: z.string(),
    cause: z.string(),
    summary: z.string(),
    reasons: z.array(z.string()),
    findings: z.int().meta({ description: 'Findings that it explains.' }),
    unresolved: z.int(),
    reach: ReachSchema,
    guidance: z.string(),
  })
  .meta({ id: 'Incident' })
export type Incident = z.infer<typeof IncidentSchema>

export const IncidentFindingSchema = z.object({
  id: z.guid(),
  role: z.enum(INCIDENT_ROLES),
  condition: z.string(),
  cause: z.string(),
  status: z.enum(FINDING_STATUSES),
  subject: z.object({ type: z.enum(SUBJECT_TYPES), id: z.string() }),
  firstSeenAt: at,
  summary: z.string(),
})
export type IncidentFinding = z.infer<typeof IncidentFindingSchema>

const CHILDREN_MAX = 200
export const IncidentDetailSchema = IncidentSchema.extend({
  children: z
    .array(IncidentFindingSchema)
    .meta({ description: `The cause first; at most ${CHILDREN_MAX}, those that hold before others.` }),
}).meta({ id: 'IncidentDetail' })
export type IncidentDetail = z.infer<typeof IncidentDetailSchema>

export const IncidentsQuerySchema = z.object({
  status: z.enum(INCIDENT_STATUSES).optional(),
  kind: z.enum(INCIDENT_KINDS).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  applicationID: applicationID.optional(),
  limit,
  cursor,
})

interface IncidentPage extends Page<Incident> {
  /** Of this page's incidents together: what two of them reach counts once. */
  total: IncidentReach
}

/** Incidents, those that began last first. */
export async function listIncidents(
  principal: Principal,
  input: z.input<typeof IncidentsQuerySchema>,
): Promise<IncidentPage> {
  const { limit: wanted, cursor: from, status, kind, ...query } = IncidentsQuerySchema.parse(input)
  const applicationIDs = await applicationIDsAsked(principal, query)
  const rows = await findIncidents({ applicationIDs, status, kind }, wanted + 1, from ? decodeCursor(from) : null)
  const page = rows.slice(0, wanted)
  const reach = await readReach(page)
  const last = page.at(-1)
  return {
    data: page.map((row) => toIncident(row, reach)),
    nextCursor: last && rows.length > wanted ? encodeCursor({ at: last.fromAt, id: last.incidentID }) : null,
    total: toReach(reach.find(({ incidentID }) => incidentID === null)),
  }
}

export const IncidentParamsSchema = z.object({ incidentID: z.guid({ error: 'must be the UUID of an incident' }) })

/** Throws NOT_FOUND, also for one of an application that the principal may not see. */
export async function readIncident(
  principal: Principal,
  { incidentID }: { incidentID: string },
  query: { applicationID?: string | undefined } = {},
  children: number = CHILDREN_MAX,
): Promise<IncidentDetail> {
  const applicationIDs = await applicationIDsAsked(principal, query)
  const [row] = await findIncidents({ applicationIDs, incidentID }, 1)
  if (!row) throw new DeskError('NOT_FOUND', 'There is no incident with this ID.')
  return withChildren(toIncident(row, await readReach([row])), children)
}

const INBOX_INCIDENTS = 20
const INBOX_CHILDREN = 8

/** What holds now, each with its first findings; for the inbox and the overview. */
export async function readOpenIncidents(
  principal: Principal,
  query: { applicationID?: string | undefined; environment?: Environment | undefined },
  children: number = INBOX_CHILDREN,
): Promise<{ incidents: IncidentDetail[]; total: IncidentReach }> {
  const { data, total } = await listIncidents(principal, { ...query, status: 'open', limit: INBOX_INCIDENTS })
  return { incidents: await Promise.all(data.map((incident) => withChildren(incident, children))), total }
}

/** The incidents that a finding is part of. */
export async function readIncidentsOf(
  principal: Principal,
  { applicationID, incidentIDs = [] }: { applicationID: string; incidentIDs?: string[] | undefined },
): Promise<Incident[]> {
  return Promise.all(
    incidentIDs
      .slice(0, INBOX_CHILDREN)
      .map((incidentID) => readIncident(principal, { incidentID }, { applicationID }, 0)),
  )
}

async function withChildren(incident: Incident, limit: number): Promise<IncidentDetail> {
  const { applicationID, id } = incident
  const children = limit > 0 ? await findIncidentFindings({ applicationID, incidentID: id }, limit) : []
  return {
    ...incident,
    children: children.map(({ findingID, subjectType, subjectID, role, status, ...child }) => ({
      ...child,
      id: findingID,
      role: z.enum(INCIDENT_ROLES).catch('effect').parse(role),
      status: z.enum(FINDING_STATUSES).catch('open').parse(status),
      subject: { type: z.enum(SUBJECT_TYPES).catch('journey').parse(subjectType), id: subjectID },
    })),
  }
}

function toIncident(row: IncidentRecord, reach: ReachRecord[]): Incident {
  const { incidentID, fromAt, toAt, kind, status, explains, ...rest } = row
  return {
    ...rest,
    id: incidentID,
    kind: z.enum(INCIDENT_KINDS).catch('lender-outage').parse(kind),
    status: z.enum(INCIDENT_STATUSES).catch('open').parse(status),
    since: fromAt,
    until: toAt,
    findings: explains,
    reach: toReach(reach.find((own) => own.incidentID === incidentID)),
    guidance: guidanceHref(row.condition, row.cause),
  }
}

const NOWHERE: IncidentReach = {
  journeys: 0,
  borrowers: 0,
  unknownBorrowers: 0,
  requestedAmount: null,
  unknownAmounts: 0,
}

function toReach(row: ReachRecord | undefined): IncidentReach {
  if (!row) return NOWHERE
  const { incidentID: _incidentID, requestedAmount, ...rest } = row
  return { ...rest, requestedAmount: requestedAmount === null ? null : Number(requestedAmount) }
}
