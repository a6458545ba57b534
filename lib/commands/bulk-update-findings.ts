import { applicationScope, authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { onlyApplication } from '@/lib/commands/only-application'
import { parseInput } from '@/lib/commands/parse'
import { isInScope, type ApplicationScope } from '@/lib/domain/application-scope'
import { BULK_ROWS_MAX } from '@/lib/domain/bulk-job'
import {
  bulkTitle,
  FindingBulkSchema,
  refuseImpossible,
  type FindingBulk,
  type FindingBulkAnswer,
} from '@/lib/domain/finding-bulk'
import { NOBODY, UNRESOLVED } from '@/lib/domain/finding-filter'
import { DeskError } from '@/lib/errors'
import { listApplications } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { insertBulkJob } from '@/lib/store/bulk-jobs'
import { countFindings, selectFindings } from '@/lib/store/findings-groups'
import { inTransaction } from '@/lib/store/transaction'

/**
 * Changes every finding that matches, in the worker. What matches now is frozen: findings that come later are not
 * touched, and one that somebody else changes in between is left as it is. A dry run only counts. Throws CONFLICT
 * where nothing matches, BAD_REQUEST where more match than one job may hold.
 */
export async function bulkUpdateFindings(
  principal: Principal,
  input: FindingBulk,
  now: Date = new Date(),
): Promise<FindingBulkAnswer> {
  const { filter: wanted, change, reason = '', dryRun } = parseInput(FindingBulkSchema, input)
  authorise(principal, 'triage', wanted.applicationID)
  refuseImpossible(change, now)
  const applicationIDs = await knownOf(applicationScope(principal, wanted.applicationID ?? null))
  const { status, assignee, ...rest } = wanted
  const filter = {
    ...rest,
    statuses: status ?? UNRESOLVED,
    assignee: assignee === NOBODY ? null : assignee,
  }
  if (dryRun) return { total: await countFindings(filter, applicationIDs), jobID: null, href: null }
  return inTransaction(async (tx) => {
    const subjects = await selectFindings(tx, filter, applicationIDs)
    if (subjects.length === 0) throw new DeskError('CONFLICT', 'No finding matches: nothing was changed.')
    if (subjects.length > BULK_ROWS_MAX) throw tooMany()
    const actor = actorName(principal)
    const applicationID = onlyApplication(subjects)
    const job = { kind: 'finding-change' as const, applicationID, actor, reason, title: bulkTitle(change) }
    // Through JSON, so that what was left out is left out of the stored job as well.
    const stored = { filter: plain({ ...wanted, status: filter.statuses }), change: plain(change) }
    const jobID = await insertBulkJob(tx, { ...job, ...stored }, subjects)
    // A note itself stays with the job: people write names into notes.
    const noted = change.note ? { note: `${change.note.length} characters` } : {}
    const detail = { filter: stored.filter, change: { ...stored.change, ...noted }, total: subjects.length }
    await writeAudit({ actor, action: 'update.findings', applicationID, subject: jobID, reason, detail }, tx)
    return { total: subjects.length, jobID, href: `/jobs/${jobID}` }
  })
}

async function knownOf(scope: ApplicationScope): Promise<string[]> {
  const ids = (await listApplications()).map(({ applicationID }) => applicationID)
  return ids.filter((id) => isInScope(scope, id))
}

function plain(value: object): Record<string, string | string[] | object | null> {
  return JSON.parse(JSON.stringify(value))
}

function tooMany(): DeskError {
  return new DeskError('BAD_REQUEST', `More than ${BULK_ROWS_MAX} findings match: narrow the filter.`)
}
