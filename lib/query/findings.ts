import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { FINDING_STATUSES } from '@/lib/domain/conditions'
import { findingFilterFields, NOBODY } from '@/lib/domain/finding-filter'
import { decodeCursor, encodeCursor } from '@/lib/query/cursor'
import { toFinding } from '@/lib/query/finding-shape'
import { applicationID, cursor, limit, oneOrMore } from '@/lib/query/inputs'
import type { Finding, Page } from '@/lib/query/schemas'
import { findFindingPage } from '@/lib/store/findings-read'

/** Input of `listFindings`, as it stands in a query string. */
export const FindingsQuerySchema = z.object({
  ...findingFilterFields,
  status: oneOrMore(FINDING_STATUSES).optional(),
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
    assignee: query.assignee === NOBODY ? null : query.assignee,
    statuses: status,
    scope: applicationScope(principal, query.applicationID ?? null),
  }
  const rows = await findFindingPage(filter, wanted + 1, from ? decodeCursor(from) : null)
  const page = rows.slice(0, wanted)
  const last = page.at(-1)
  return {
    data: page.map(toFinding),
    nextCursor: last && rows.length > wanted ? encodeCursor({ at: last.lastSeenAt, id: last.findingID }) : null,
  }
}
