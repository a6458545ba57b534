import { AUDIT_COLUMNS, type AuditRow } from '@/lib/store/audit'
import { db } from '@/lib/store/client'
import type { Prisma } from '@/lib/store/generated/client'

export interface AuditFilter {
  actor: string | null
  /** A whole action, `retire.secret`, or its verb, `retire`. */
  action: string | null
  subject: string | null
  applicationID: string | null
  from: Date | null
  to: Date | null
}

export interface AuditKey {
  at: Date
  id: bigint
}

/** Newest first, those before `before`. */
export async function findAuditEntries(
  filter: AuditFilter,
  limit: number,
  before: AuditKey | null,
): Promise<AuditRow[]> {
  return db().auditEntry.findMany({
    where: whereOf(filter, before),
    select: AUDIT_COLUMNS,
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: limit,
  })
}

function whereOf(filter: AuditFilter, before: AuditKey | null): Prisma.AuditEntryWhereInput {
  const { actor, action, subject, applicationID, from, to } = filter
  const verb = action?.includes('.') ? { equals: action } : { startsWith: `${action}.` }
  return {
    ...(actor ? { actor: { equals: actor, mode: 'insensitive' } } : {}),
    ...(action ? { action: verb } : {}),
    ...(subject ? { subject } : {}),
    ...(applicationID ? { applicationID } : {}),
    AND: [
      from ? { at: { gte: from } } : {},
      to ? { at: { lt: to } } : {},
      before ? { at: { lte: before.at }, OR: [{ at: { lt: before.at } }, { id: { lt: before.id } }] } : {},
    ],
  }
}
