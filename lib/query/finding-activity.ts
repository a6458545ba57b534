import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { readFinding } from '@/lib/query/finding'
import { cursor, limit } from '@/lib/query/inputs'
import type { Page } from '@/lib/query/schemas'
import { DeskError } from '@/lib/errors'
import { findBulkReasons } from '@/lib/store/bulk-jobs'
import { findActivities, type ActivityRow } from '@/lib/store/finding-activity'

const ChangeSchema = z.record(z.string(), z.object({ from: z.string().nullable(), to: z.string().nullable() }))

export const ActivitySchema = z
  .object({
    id: z.string(),
    at: z.date().meta({ override: { type: 'string', format: 'date-time' } }),
    actor: z.string().meta({ description: 'E-mail, token:<name>, cli, or detection for what evidence changed.' }),
    action: z.string(),
    change: ChangeSchema.meta({ description: 'What it was and what it became, by field.' }),
    note: z.string().nullable(),
    mentions: z.array(z.string()),
    job: z.object({ id: z.guid(), reason: z.string() }).nullable(),
  })
  .meta({ id: 'Activity' })
export type Activity = z.infer<typeof ActivitySchema>

export const ActivityQuerySchema = z.object({
  applicationID: z.guid({ error: 'must be the UUID of an application' }).optional(),
  limit,
  cursor,
})

/** What happened to a finding, the newest first. Throws as `readFinding` does. */
export async function listFindingActivity(
  principal: Principal,
  id: { findingID: string },
  input: z.input<typeof ActivityQuerySchema>,
): Promise<Page<Activity>> {
  const { applicationID: asked, limit: wanted, cursor: from } = ActivityQuerySchema.parse(input)
  const { applicationID } = await readFinding(principal, { ...id, applicationID: asked })
  const rows = await findActivities({ applicationID, findingID: id.findingID }, wanted + 1, idOf(from))
  const page = rows.slice(0, wanted)
  const reasons = await findBulkReasons(page.flatMap(({ jobID }) => (jobID ? [jobID] : [])))
  const last = page.at(-1)
  return {
    data: page.map((row) => toActivity(row, reasons)),
    nextCursor: last && rows.length > wanted ? String(last.activityID) : null,
  }
}

function idOf(from: string | undefined): bigint | null {
  if (from === undefined) return null
  if (/^\d{1,18}$/.test(from)) return BigInt(from)
  throw new DeskError('BAD_REQUEST', 'cursor: must be the nextCursor of an earlier answer; leave it out to start again')
}

function toActivity({ activityID, jobID, change, ...row }: ActivityRow, reasons: Map<string, string>): Activity {
  return {
    ...row,
    id: String(activityID),
    change: ChangeSchema.catch({}).parse(change),
    job: jobID === null ? null : { id: jobID, reason: reasons.get(jobID) ?? '' },
  }
}
