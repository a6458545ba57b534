import { z } from 'zod'
import { log } from '@/lib/telemetry/log'
import { signCheckpoint } from './audit-checkpoints'
import { verifyAudit } from './audit-verify'
import { db } from './client'

const MONTHS_AHEAD = 2
const DAY_MS = 86_400_000

export async function ensureAuditMonthsAhead(now: Date): Promise<void> {
  const until = dayOf(new Date(now.getTime() + MONTHS_AHEAD * 31 * DAY_MS))
  await db().$executeRaw`SELECT ensure_audit_months(${dayOf(now)}::date, ${until}::date)`
}

const lastSchema = z.array(z.object({ id: z.bigint(), hash: z.instanceof(Uint8Array) }))

/**
 * Drops the months that lie wholly before `before`, each behind a signed checkpoint. A log that does not verify up to
 * there is kept: what was done to it would go with it. Answers how many months.
 */
export async function dropAuditMonths(before: Date, now: Date): Promise<number> {
  const month = dayOf(before).replace(/\d\d$/, '01')
  const lasts = lastSchema.parse(
    await db().$queryRaw`
      SELECT DISTINCT ON (date_trunc('month', at AT TIME ZONE 'UTC')) id, hash FROM audit_entry
      WHERE at < ${`${month}T00:00:00Z`}::timestamptz ORDER BY date_trunc('month', at AT TIME ZONE 'UTC'), id DESC`,
  )
  const end = lasts.at(-1)
  const { broken } = end ? await verifyAudit({ until: end.id }) : { broken: null }
  if (broken) {
    log().error({ entry: String(broken.id) }, 'the audit log does not verify, so its oldest months are kept')
    return 0
  }
  for (const last of lasts) await signCheckpoint(last, now)
  const rows = await db().$queryRaw<{ dropped: number }[]>`SELECT drop_audit_months(${month}::date) AS dropped`
  return rows[0]?.dropped ?? 0
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}
