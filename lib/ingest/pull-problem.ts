import type { PullProblem } from '@/lib/domain/pull-jobs'
import { DeskError } from '@/lib/errors'
import { log } from '@/lib/telemetry/log'
import { OWN_CODES, PlatformError } from '@/lib/platform/errors'

/** What went wrong, in words that may be shown and stored. What nobody foresaw is logged and told as INTERNAL. */
export function problemOf(error: unknown, applicationID: string, journeyID: string | null): PullProblem {
  if (error instanceof PlatformError || error instanceof DeskError) {
    return { applicationID, journeyID, code: error.code, message: error.message }
  }
  if (isAbort(error)) {
    return { applicationID, journeyID, code: OWN_CODES.outOfTime, message: 'The time for this pull ran out.' }
  }
  log().error({ applicationID, journeyID, reason: error instanceof Error ? error.name : typeof error }, 'a pull failed')
  return { applicationID, journeyID, code: 'INTERNAL', message: 'The pull failed on our side; the log tells more.' }
}

/** No other call of this application would fare better now. A 429 may be one borrower's: ask the client. */
export function endsRound(error: unknown): boolean {
  if (isAbort(error)) return true
  if (!(error instanceof PlatformError)) return false
  const silent: string[] = [OWN_CODES.circuitOpen, OWN_CODES.noApiKey, 'AUTH_INVALID_API_KEY']
  return silent.includes(error.code)
}

/** It lies in this journey: asking again soon would keep the others waiting. */
export function isAboutTheJourney(error: unknown): boolean {
  if (!(error instanceof PlatformError)) return !isAbort(error)
  return !error.isOutage && !endsRound(error) && error.code !== OWN_CODES.outOfTime
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}
