import { authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { ChainEnd } from '@/lib/domain/audit-chain'
import { verifyAudit, type AuditVerdict } from '@/lib/store/audit-verify'

export type { AuditVerdict }

/** Whether every entry of the audit log is as it was written. `given`: an end of the chain that was kept elsewhere. */
export function readAuditVerdict(principal: Principal, given: ChainEnd | null): Promise<AuditVerdict> {
  authorise(principal, 'admin')
  return verifyAudit({ given })
}
