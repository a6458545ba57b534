import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { DeskError } from '@/lib/errors'
import { toFinding } from '@/lib/query/finding-shape'
import type { Finding } from '@/lib/query/schemas'
import { findFindingsByID } from '@/lib/store/findings-read'

export const FindingParamsSchema = z.object({ findingID: z.guid({ error: 'must be the UUID of a finding' }) })

/** One finding with its evidence. Throws NOT_FOUND, and AMBIGUOUS where several applications hold the ID. */
export async function readFinding(
  principal: Principal,
  id: { findingID: string; applicationID?: string | undefined },
  needed: 'read' | 'note' = 'read',
): Promise<Finding> {
  authorise(principal, needed, id.applicationID)
  const rows = await findFindingsByID(id.findingID, applicationScope(principal, id.applicationID ?? null))
  const [row] = rows
  if (!row) throw new DeskError('NOT_FOUND', 'There is no finding with this ID.')
  if (rows.length > 1) {
    throw new DeskError('AMBIGUOUS', 'Several applications hold this finding ID: add ?applicationID=.', {
      applicationIDs: rows.map(({ applicationID }) => applicationID),
    })
  }
  return toFinding(row)
}
