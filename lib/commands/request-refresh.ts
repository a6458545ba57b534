import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import type { ApplicationScope } from '@/lib/domain/application-scope'
import { pullJourneyResultSchema, type PullJourneyJob, type PullJourneyResult } from '@/lib/domain/pull-jobs'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { findJourneysByID, type PullCandidate } from '@/lib/store/pull-candidates'
import { loadSettings } from '@/lib/store/settings'
import { awaitPull, triggerOf, type PullAnswer } from './await-pull'

export interface RefreshedJourney {
  applicationID: string
  journeyID: string
  /** False: the platform had nothing newer. */
  updated: boolean
  version: string
}

/**
 * Pulls one journey now. Throws NOT_FOUND for one that we do not know, AMBIGUOUS where several applications have it,
 * CONFLICT where pulls are off or its borrower is unknown, UPSTREAM_FAILED with the platform's code.
 */
export async function requestRefresh(
  principal: Principal,
  input: { journeyID: string; applicationID: string | null },
): Promise<PullAnswer<RefreshedJourney>> {
  authorise(principal, 'sync', input.applicationID)
  const scope = applicationScope(principal, input.applicationID)
  const { applicationID, journeyID, borrowerExternalID } = await onlyJourney(input.journeyID, scope)
  const settings = await loadSettings(applicationID)
  if (settings['pulls.mode'] === 'off') {
    throw new DeskError('CONFLICT', 'Pulls are off: set pulls.mode to "on demand" or "scheduled" first.')
  }
  if (borrowerExternalID === null) {
    throw new DeskError('CONFLICT', 'The borrower of this journey is not known yet, and a pull needs their session.')
  }
  const job: PullJourneyJob = { applicationID, journeyID, borrowerExternalID, trigger: triggerOf(principal) }
  await writeAudit({ actor: job.trigger.actor, action: 'request.pull', applicationID, subject: journeyID })
  const answer = await awaitPull('pull-journey', job, pullJourneyResultSchema)
  return answer.finished ? { finished: true, result: unwrap(answer.result) } : answer
}

async function onlyJourney(journeyID: string, scope: ApplicationScope): Promise<PullCandidate> {
  const found = await findJourneysByID(journeyID, scope)
  const [first] = found
  if (!first) throw new DeskError('NOT_FOUND', `There is no journey ${journeyID}.`)
  if (found.length === 1) return first
  throw new DeskError('AMBIGUOUS', 'Several applications have this journey: name one with ?applicationID=.', {
    applicationIDs: found.map((journey) => journey.applicationID),
  })
}

const REFUSED_BY_US: ReadonlySet<string> = new Set(['NOT_FOUND', 'CONFLICT'])

function unwrap(result: PullJourneyResult): RefreshedJourney {
  if (result.ok) {
    const { applicationID, journeyID, updated, version } = result
    return { applicationID, journeyID, updated, version }
  }
  const { code, message } = result.problem
  if (REFUSED_BY_US.has(code)) throw new DeskError('CONFLICT', message)
  if (code === 'INTERNAL') throw new DeskError('INTERNAL', message)
  const retryAfterSeconds = result.retryAfterMs === null ? undefined : Math.ceil(result.retryAfterMs / 1000)
  throw new DeskError('UPSTREAM_FAILED', `The pull failed: ${message}`, { code }, { retryAfterSeconds })
}
