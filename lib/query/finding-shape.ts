import { z } from 'zod'
import { FINDING_STATUSES, guidanceHref, SEVERITIES, SUBJECT_TYPES } from '@/lib/domain/conditions'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { RejectedCauseSchema, type Finding } from '@/lib/query/schemas'
import type { FindingRow } from '@/lib/store/findings-read'

/** Row → what the read API answers. A stored value of another shape becomes null, never an error. */

const jsonOrNull = z.json().catch(null)

/** What it takes of a row, whichever list it was read for. */
type FindingFields = Omit<FindingRow, 'evidence' | 'seenAt' | 'incidents'> & {
  /** Absent where nobody looked for them. */
  incidents?: FindingRow['incidents']
  /** When its evidence was last known to hold, where that is later than its last event. */
  seenAt?: Date
  evidence: Omit<FindingRow['evidence'][number], 'applicationID'>[]
}

export function toFinding(row: FindingFields): Finding {
  return {
    id: row.findingID,
    condition: row.condition,
    cause: row.cause,
    confidence: row.confidence,
    severity: z.enum(SEVERITIES).catch('medium').parse(row.severity),
    status: z.enum(FINDING_STATUSES).catch('open').parse(row.status),
    subject: {
      type: z.enum(SUBJECT_TYPES).catch('journey').parse(row.subjectType),
      id: row.subjectID,
      detail: jsonOrNull.parse(row.subjectDetail),
    },
    environment: z.enum(ENVIRONMENTS).catch('live').parse(row.environment),
    applicationID: row.applicationID,
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.seenAt ?? row.lastSeenAt,
    occurrences: row.occurrences,
    summary: row.summary,
    evidence: row.evidence.map(({ kind, at, summary, ref }) => ({ kind, at, summary, ref: jsonOrNull.parse(ref) })),
    rejectedCauses: z.array(RejectedCauseSchema).catch([]).parse(row.rejectedCauses),
    guidance: guidanceHref(row.condition, row.cause),
    regressed: row.regressed,
    assignee: row.assignee,
    snoozeUntil: row.status === 'snoozed' ? row.snoozeUntil : null,
    snoozeUntilWorse: worseOf(row),
    note: row.note,
    resolvedAt: row.resolvedAt,
    resolvedBy: row.resolvedBy,
    revision: row.revision,
    ...(row.incidents && incidentsOf(row.incidents)),
  }
}

/** A snooze that evidence ended stands by for the finding's return; it is told only while it holds. */
function worseOf(row: FindingFields): Finding['snoozeUntilWorse'] {
  const { status, snoozeOccurrencesBy: occurrences, snoozeSubjectsBy: subjects } = row
  return status === 'snoozed' && (occurrences !== null || subjects !== null) ? { occurrences, subjects } : null
}

function incidentsOf(links: FindingRow['incidents']): Pick<Finding, 'incidentID' | 'incidentIDs' | 'children'> {
  const incidentIDs = links.map(({ incidentID }) => incidentID)
  return {
    incidentID: incidentIDs[0] ?? null,
    incidentIDs,
    children: Math.max(0, ...links.map(({ children }) => children)),
  }
}
