import { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { DeskError } from '@/lib/errors'
import { applicationID, cursor, instant, limit } from '@/lib/query/inputs'
import type { Page } from '@/lib/query/schemas'
import type { AuditRow } from '@/lib/store/audit'
import { findAuditEntries, type AuditKey } from '@/lib/store/audit-read'

const at = z.date().meta({ override: { type: 'string', format: 'date-time' } })
const word = z.string().trim().min(1).max(300)

export const AuditEntrySchema = z
  .object({
    id: z.string().regex(/^\d+$/).meta({ description: 'Its place in the chain, without gaps.' }),
    at,
    actor: z.string().meta({ description: 'An e-mail address, token:<name>, cli or worker.' }),
    actorID: z.guid().nullable().meta({ description: 'Of the user or token.' }),
    action: z.string().meta({ examples: ['view.journey', 'reveal.delivery', 'retire.secret'] }),
    applicationID: z.guid().nullable(),
    subject: z.string().nullable(),
    reason: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestID: z.string().nullable(),
    detail: z.json().nullable(),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntrySchema>

export const AuditQuerySchema = z.object({
  actor: word.optional().meta({ description: 'Who, whole: an e-mail address, token:<name>, cli or worker.' }),
  action: word.optional().meta({ description: 'A whole action, or its verb alone.', example: 'reveal' }),
  subject: word.optional().meta({ description: 'What it was done to, whole: a journey ID, a token’s ID …' }),
  applicationID: applicationID.optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit,
  cursor,
})
export type AuditQuery = z.input<typeof AuditQuerySchema>

/** The audit log, the newest first. For admins alone. */
export async function listAuditEntries(principal: Principal, input: AuditQuery): Promise<Page<AuditEntry>> {
  authorise(principal, 'admin')
  const { limit: wanted, cursor: from, ...query } = AuditQuerySchema.parse(input)
  const { actor = null, action = null, subject = null, applicationID: of = null } = query
  const filter = { actor, action, subject, applicationID: of, from: query.from ?? null, to: query.to ?? null }
  const rows = await findAuditEntries(filter, wanted + 1, from ? decodeKey(from) : null)
  const page = rows.slice(0, wanted)
  const last = page.at(-1)
  return { data: page.map(toEntry), nextCursor: last && rows.length > wanted ? encodeKey(last) : null }
}

const jsonOrNull = z.json().catch(null)

function toEntry({ id, detail, ...row }: AuditRow): AuditEntry {
  return { ...row, id: String(id), detail: jsonOrNull.parse(detail) }
}

function encodeKey({ at: time, id }: AuditKey): string {
  return `${time.getTime()}-${id}`
}

function decodeKey(text: string): AuditKey {
  const [, time, id] = /^(\d{1,15})-(\d{1,18})$/.exec(text) ?? []
  if (time && id) return { at: new Date(Number(time)), id: BigInt(id) }
  throw new DeskError('BAD_REQUEST', 'cursor: must be the nextCursor of an earlier answer; leave it out to start again')
}
