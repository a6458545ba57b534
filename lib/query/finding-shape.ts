import { z } from 'zod'
import { FINDING_STATUSES, guidanceHref, SEVERITIES, SUBJECT_TYPES } from '@/lib/domain/conditions'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { RejectedCauseSchema, type Finding } from '@/lib/query/schemas'
import type { FindingRow } from '@/lib/store/findings-read'

/** Row → what the read API answers. A stored value of another shape becomes null, never an error. */

const jsonOrNull = z.json().catch(null)

export function toFinding(row: FindingRow): Finding {
  const { findingID, subjectType, subjectID, subjectDetail, evidence, ...rest } = row
  return {
    ...rest,
    id: findingID,
    severity: z.enum(SEVERITIES).catch('medium').parse(row.severity),
    status: z.enum(FINDING_STATUSES).catch('open').parse(row.status),
    subject: {
      type: z.enum(SUBJECT_TYPES).catch('journey').parse(subjectType),
      id: subjectID,
      detail: jsonOrNull.parse(subjectDetail),
    },
    environment: z.enum(ENVIRONMENTS).catch('live').parse(row.environment),
    evidence: evidence.map(({ kind, at, summary, ref }) => ({ kind, at, summary, ref: jsonOrNull.parse(ref) })),
    rejectedCauses: z.array(RejectedCauseSchema).catch([]).parse(row.rejectedCauses),
    guidance: guidanceHref(row.condition, row.cause),
  }
}
