import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { CONDITIONS, FINDING_STATUSES, SUBJECT_TYPES, UNDETERMINED, type Condition } from '@/lib/domain/conditions'
import { ENVIRONMENTS } from '@/lib/domain/vocabulary'
import { decodeCursor, encodeCursor } from '@/lib/query/cursor'
import { toFinding } from '@/lib/query/finding-shape'
import { applicationID, cursor, limit, oneOrMore } from '@/lib/query/inputs'
import type { Finding, Page } from '@/lib/query/schemas'
import { findFindingPage } from '@/lib/store/findings-read'

const conditionIDs = Object.keys(CONDITIONS).filter((id): id is Condition => id in CONDITIONS)
const causeIDs = [UNDETERMINED, ...new Set(Object.values(CONDITIONS).flatMap(({ causes }) => Object.keys(causes)))]

/** Input of `listFindings`, as it stands in a query string. */
export const FindingsQuerySchema = z.object({
  condition: z.enum(conditionIDs).optional(),
  cause: z.enum(causeIDs).optional(),
  status: oneOrMore(FINDING_STATUSES).optional(),
  subjectType: z.enum(SUBJECT_TYPES).optional(),
  subjectID: z.string().min(1).max(500).optional(),
  environment: z.enum(ENVIRONMENTS).optional(),
  applicationID: applicationID.optional(),
  limit,
  cursor,
})
export type FindingsQuery = z.input<typeof FindingsQuerySchema>

/** Findings, those seen last first. Throws BAD_REQUEST for a cursor that is not ours. */
export async function listFindings(principal: Principal, input: FindingsQuery): Promise<Page<Finding>> {
  const { status, limit: wanted, cursor: from, ...query } = FindingsQuerySchema.parse(input)
  authorise(principal, 'read', query.applicationID)
  const filter = {
    ...query,
    statuses: status,
    applicationID: applicationScope(principal, query.applicationID ?? null),
  }
  const rows = await findFindingPage(filter, wanted + 1, from ? decodeCursor(from) : null)
  const page = rows.slice(0, wanted)
  const last = page.at(-1)
  return {
    data: page.map(toFinding),
    nextCursor: last && rows.length > wanted ? encodeCursor({ at: last.lastSeenAt, id: last.findingID }) : null,
  }
}
