import { z } from 'zod'
import { uuidSchema } from '@/lib/commands/parse'
import { DeskError } from '@/lib/errors'
import { listApplications } from '@/lib/store/applications'
import type { Transaction } from '@/lib/store/transaction'

/** The applications that somebody may see; null: every one, later ones too. */
export const GrantsSchema = z
  .array(uuidSchema)
  .max(1_000)
  .transform((ids) => [...new Set(ids)])
  .nullable()

/** Throws NOT_FOUND where one of them is no application of this desk. */
export async function checkGrants(applicationIDs: readonly string[] | null, tx: Transaction): Promise<void> {
  if (!applicationIDs) return
  const known = new Set((await listApplications(tx)).map(({ applicationID }) => applicationID))
  const missing = applicationIDs.find((id) => !known.has(id))
  if (missing) throw new DeskError('NOT_FOUND', `There is no application ${missing}: add it first.`)
}
