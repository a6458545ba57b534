import { DeskError } from '@/lib/errors'
import { listApplications } from '@/lib/store/applications'
import type { Transaction } from '@/lib/store/transaction'

/** Throws NOT_FOUND where one of them is no application of this desk. */
export async function checkGrants(applicationIDs: readonly string[] | null, tx: Transaction): Promise<void> {
  if (!applicationIDs) return
  const known = new Set((await listApplications(tx)).map(({ applicationID }) => applicationID))
  const missing = applicationIDs.find((id) => !known.has(id))
  if (missing) throw new DeskError('NOT_FOUND', `There is no application ${missing}: add it first.`)
}
