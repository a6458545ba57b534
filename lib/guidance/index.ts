import type { Condition } from '@/lib/domain/conditions'
import { aaRedirectExpired } from './aa-redirect-expired'
import { authInvalidApiKey } from './auth-invalid-api-key'
import { authInvalidSession } from './auth-invalid-session'
import { bankMandateNotActionable } from './bank-mandate-not-actionable'
import { journeyStalled } from './journey-stalled'
import { offerLockConflict } from './offer-lock-conflict'
import { offersPending } from './offers-pending'
import { rateLimited } from './rate-limited'
import type { CauseGuide, ConditionGuide } from './types'
import { validationFailed } from './validation-failed'
import { webhookSignatureFailure } from './webhook-signature-failure'

export { inlineParts, type InlinePart } from './inline'
export type { CauseGuide, CodeSample, ConditionGuide } from './types'

/** The troubleshooting pages by condition, in the order in which the guidance screen lists them. */
export const GUIDANCE: Record<Condition, ConditionGuide> = {
  'offers-pending': offersPending,
  'bank-mandate-not-actionable': bankMandateNotActionable,
  'aa-redirect-expired': aaRedirectExpired,
  'journey-stalled': journeyStalled,
  'offer-lock-conflict': offerLockConflict,
  'webhook-signature-failure': webhookSignatureFailure,
  'auth-invalid-api-key': authInvalidApiKey,
  'auth-invalid-session': authInvalidSession,
  'validation-failed': validationFailed,
  'rate-limited': rateLimited,
} satisfies { [C in Condition]: ConditionGuide<C> }

/** The guide of one cause, or null where there is none, as for `undetermined`. */
export function causeGuide(condition: Condition, cause: string): CauseGuide | null {
  return GUIDANCE[condition].causes.find((guide) => guide.cause === cause) ?? null
}
