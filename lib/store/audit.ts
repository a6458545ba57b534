import { db } from '@/lib/store/client'
import type { Prisma } from '@/lib/store/generated/client'
import type { Transaction } from '@/lib/store/transaction'

export interface AuditInput {
  /** E-mail, `token:<name>`, cli or worker. */
  actor: string
  /** `verb.noun`, for example `retire.secret`. */
  action: string
  applicationID?: string | null
  subject?: string | null
  /** Never a secret, a token, a password or personal data of a borrower. */
  detail?: Prisma.InputJsonObject
}

/** Written in the transaction of the change that it tells of. */
export async function writeAudit(entry: AuditInput, at: Transaction = db()): Promise<void> {
  const { actor, action, applicationID = null, subject = null, detail } = entry
  await at.auditEntry.create({ data: { actor, action, applicationID, subject, detail }, select: { id: true } })
}

export interface AuditRow {
  id: bigint
  at: Date
  actor: string
  action: string
  applicationID: string | null
  subject: string | null
  detail: unknown
}

/** Newest first; `beforeID` continues a page. */
export async function listAudit(limit: number, beforeID: bigint | null, at: Transaction = db()): Promise<AuditRow[]> {
  return at.auditEntry.findMany({
    where: beforeID === null ? {} : { id: { lt: beforeID } },
    select: { id: true, at: true, actor: true, action: true, applicationID: true, subject: true, detail: true },
    orderBy: { id: 'desc' },
    take: limit,
  })
}
