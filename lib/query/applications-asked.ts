import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { isInScope } from '@/lib/domain/application-scope'
import type { Environment } from '@/lib/domain/vocabulary'
import { listApplications } from '@/lib/store/applications'

export interface Asked {
  applicationID?: string | null | undefined
  environment?: Environment | undefined
}

/**
 * Authorises reading, and tells the applications that a question speaks of, never one that the principal may not see. One
 * that is named decides the environment.
 */
export async function applicationsAsked(principal: Principal, { applicationID, environment }: Asked) {
  authorise(principal, 'read', applicationID)
  const scope = applicationScope(principal, applicationID ?? null)
  return (await listApplications())
    .filter((row) => isInScope(scope, row.applicationID))
    .filter((row) => applicationID || !environment || row.environment === environment)
}

export async function applicationIDsAsked(principal: Principal, asked: Asked): Promise<string[]> {
  return (await applicationsAsked(principal, asked)).map((row) => row.applicationID)
}
