import type { ChainedEntry } from '@/lib/domain/audit-chain'
import { redactText } from '@/lib/domain/redaction'
import { currentOrigin } from '@/lib/request-origin'
import { db } from '@/lib/store/client'
import type { Prisma } from '@/lib/store/generated/client'
import type { Transaction } from '@/lib/store/transaction'

export interface AuditInput {
  /** E-mail, `token:<name>`, cli, worker, or sso for what the identity provider says. */
  actor: string
  /** User or token; where it is left out, whoever sent the request. */
  actorID?: string | null
  /** `verb.noun`, for example `retire.secret`. */
  action: string
  applicationID?: string | null
  subject?: string | null
  /** Why, in the words of whoever did it. */
  reason?: string | null
  /** Never a secret, a token, a password or personal data of a borrower. */
  detail?: Prisma.InputJsonObject
}

/**
 * Written in the transaction of the change that it tells of, with the address and the ID of the request. The entry takes
 * its place in the chain when that transaction commits, and can be read from then on.
 */
export async function writeAudit(entry: AuditInput, at: Transaction = db()): Promise<void> {
  const { actor, action, applicationID = null, subject = null, detail } = entry
  const { actorID = null, address = null, userAgent = null, requestID = null } = currentOrigin() ?? {}
  const reason = entry.reason ? redactText(entry.reason, (kind) => `[${kind}]`) : null
  const from = { actorID: entry.actorID ?? actorID, address, userAgent, requestID }
  const data = { actor, action, applicationID, subject, reason, detail, ...from }
  await at.auditDraft.create({ data, select: { draftID: true } })
}

export type AuditRow = Omit<ChainedEntry, 'detail' | 'hash'> & { detail: unknown }

export const AUDIT_COLUMNS = {
  id: true,
  at: true,
  actor: true,
  actorID: true,
  action: true,
  applicationID: true,
  subject: true,
  reason: true,
  address: true,
  userAgent: true,
  requestID: true,
  detail: true,
} as const

/** Newest first; `beforeID` continues a page. */
export async function listAudit(limit: number, beforeID: bigint | null, at: Transaction = db()): Promise<AuditRow[]> {
  return at.auditEntry.findMany({
    where: beforeID === null ? {} : { id: { lt: beforeID } },
    select: AUDIT_COLUMNS,
    orderBy: { id: 'desc' },
    take: limit,
  })
}
