import { z } from 'zod'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { OWNER_ROLES, type OwnerRole } from '@/lib/domain/notification'
import { db } from '@/lib/store/client'
import { Prisma } from '@/lib/store/generated/client'
import { within } from '@/lib/store/within'
import type { Transaction } from '@/lib/store/transaction'

export interface DigestRow {
  role: OwnerRole
  enabled: boolean
  /** Minute of the day in `zone`. */
  atMinute: number
  zone: string
  /** Null while nobody has set it. */
  updatedAt: Date | null
  updatedBy: string | null
  /** 0 while nobody has set it. */
  revision: number
  /** YYYY-MM-DD in `zone` of the last one, and what became of it. */
  lastDay: string | null
  lastOutcome: string | null
}

const DEFAULT = { enabled: false, atMinute: 9 * 60, zone: 'Asia/Kolkata' }

/** One a role, in the order of the roles. */
export async function listDigests(at: Transaction = db()): Promise<DigestRow[]> {
  const rows = await at.notificationDigest.findMany({
    select: {
      role: true,
      enabled: true,
      atMinute: true,
      zone: true,
      updatedAt: true,
      updatedBy: true,
      revision: true,
      lastDay: true,
      lastOutcome: true,
    },
  })
  const unset = { ...DEFAULT, updatedAt: null, updatedBy: null, revision: 0, lastDay: null, lastOutcome: null }
  return OWNER_ROLES.map((role) => ({ ...unset, ...rows.find((row) => row.role === role), role }))
}

export async function saveDigest(
  digest: Pick<DigestRow, 'role' | 'enabled' | 'atMinute' | 'zone'> & { updatedBy: string },
  now: Date,
  tx: Transaction,
): Promise<void> {
  const { role, ...data } = digest
  const stamped = { ...data, updatedAt: now }
  await tx.notificationDigest.upsert({
    where: { role },
    create: { role, ...stamped },
    update: { ...stamped, revision: { increment: 1 } },
    select: { role: true },
  })
}

export async function noteDigest(
  role: OwnerRole,
  lastDay: string,
  lastOutcome: string,
  tx: Transaction,
): Promise<void> {
  await tx.notificationDigest.updateMany({ where: { role }, data: { lastDay, lastOutcome } })
}

const linesSchema = z.array(
  z.object({
    applicationID: z.string(),
    application: z.string(),
    environment: z.string(),
    condition: z.string(),
    cause: z.string(),
    count: z.number(),
    fresh: z.number(),
  }),
)
export type DigestLine = z.infer<typeof linesSchema>[number]

/** What is not resolved, by cause, with how much of it began after `since`; the most first. */
export async function countForDigest(
  conditions: string[] | null,
  scope: ApplicationScope,
  since: Date,
  tx: Transaction,
): Promise<DigestLine[]> {
  const rows = await tx.$queryRaw`
    SELECT f.application_id AS "applicationID", a.name AS application, f.environment, f.condition, f.cause,
      count(*)::int AS count, count(*) FILTER (WHERE f.first_seen_at >= ${since})::int AS fresh
    FROM finding f JOIN application a ON a.application_id = f.application_id
    WHERE f.status IN ('open', 'acknowledged') AND ${within(Prisma.sql`f.application_id`, scope)}
      AND (${conditions}::text[] IS NULL OR f.condition = ANY(${conditions}::text[]))
    GROUP BY 1, 2, 3, 4, 5 ORDER BY fresh DESC, count DESC, a.name, f.condition, f.cause LIMIT 50`
  return linesSchema.parse(rows)
}
