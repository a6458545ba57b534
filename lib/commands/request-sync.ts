import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { pullCountsSchema, type PullCounts, type PullRoundJob } from '@/lib/domain/pull-jobs'
import { isInScope } from '@/lib/domain/application-scope'
import { DeskError } from '@/lib/errors'
import { listApplications } from '@/lib/store/applications'
import { writeAudit } from '@/lib/store/audit'
import { loadSettings } from '@/lib/store/settings'
import { awaitPull, triggerOf, type PullAnswer } from './await-pull'

/**
 * Runs one pull round now, over one application or over all that the principal may see and whose pulls are not off.
 * Throws NOT_FOUND for an unknown application, CONFLICT where there is nothing that may be pulled.
 */
export async function requestSync(
  principal: Principal,
  input: { applicationID: string | null },
): Promise<PullAnswer<PullCounts>> {
  authorise(principal, 'sync', input.applicationID)
  const scope = applicationScope(principal, input.applicationID)
  const all = await listApplications()
  const inScope = all.filter(({ applicationID }) => isInScope(scope, applicationID))
  if (inScope.length === 0) {
    throw new DeskError(
      'NOT_FOUND',
      input.applicationID ? `There is no application ${input.applicationID}.` : 'There is no application yet.',
    )
  }
  const settings = await Promise.all(inScope.map(({ applicationID }) => loadSettings(applicationID)))
  const open = inScope.filter((_, index) => settings[index]?.['pulls.mode'] !== 'off')
  if (open.length === 0) {
    throw new DeskError('CONFLICT', 'Pulls are off: set pulls.mode to "on demand" or "scheduled" first.')
  }
  const job: PullRoundJob = {
    applicationIDs: open.map(({ applicationID }) => applicationID),
    trigger: triggerOf(principal),
  }
  for (const applicationID of job.applicationIDs) {
    await writeAudit({ actor: job.trigger.actor, action: 'request.pull', applicationID })
  }
  return awaitPull('pull-round', job, pullCountsSchema)
}
