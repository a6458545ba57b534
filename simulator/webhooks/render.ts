import { signed } from './faults'
import { snapshotBody } from './snapshot'
import type { DeliveryPlan, ReportedDelivery, Sender } from './types'

/** The record that the partner's receiver reports: bytes, headers, and how it answered. */
export function renderDelivery(plan: DeliveryPlan, sender: Sender): ReportedDelivery {
  const { played, index, fault } = plan
  const state = played.states[index]
  if (!state) throw new Error(`Journey ${played.index} has no state ${index}.`)
  const body = snapshotBody(played, state, {
    tenantID: sender.tenantID,
    applicationID: sender.applicationID,
    unchangedFrom: plan.omitsUnchanged ? (played.states[index - 1] ?? null) : null,
  })
  const sent = signed(sender, state.eventID, String(plan.signedAt), body, fault)
  return {
    deliveryID: plan.deliveryID,
    applicationID: sender.applicationID,
    eventID: state.eventID,
    attempt: plan.attempt,
    receivedAt: new Date(plan.receivedAt).toISOString(),
    durationMs: plan.durationMs,
    headers: sent.headers,
    rawBodyBase64: sent.body.toString('base64'),
    outcome: fault === null ? 'accepted' : 'rejected',
    responseStatus: fault === null ? 200 : 401,
    ...(sent.computedSignature === undefined ? {} : { computedSignature: sent.computedSignature }),
  }
}
