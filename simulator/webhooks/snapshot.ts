import type { JourneyPlay, Offer, Operation, State, Step } from '../world/types'

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

export function operationBody(operation: Operation): Record<string, unknown> {
  const { operationID, type, status, offerID, lender, startedAt, updatedAt, attempts } = operation
  return { operationID, type, status, offerID, lender, startedAt: iso(startedAt), updatedAt: iso(updatedAt), attempts }
}

/** Where the borrower does a step, when nobody serves it. */
export const PAGES_BASE = 'https://pages.lend.example'

/** A step as the API and the webhooks show it; `pagesBase` is where its form or redirect lives. */
export function stepBody(step: Step, pagesBase = PAGES_BASE): Record<string, unknown> {
  const { stepID, type, status, actionRequired, diagnostics, updatedAt } = step
  const isBorrowers = actionRequired === 'REDIRECT' || actionRequired === 'SUBMIT_FORM'
  return {
    stepID,
    type,
    status,
    actionRequired,
    resource: isBorrowers ? { redirectURL: `${pagesBase}/steps/${stepID}` } : null,
    diagnostics: diagnostics && { ...diagnostics, since: iso(diagnostics.since) },
    updatedAt: iso(updatedAt),
  }
}

/** An offer as the API and the webhooks show it; `steps` only where the platform has made them. */
export function offerBody(offer: Offer, journeyID: string, pagesBase = PAGES_BASE): Record<string, unknown> {
  const { offerID, lender, status, aa, proceededAt, locked, updatedAt, steps } = offer
  return {
    offerID,
    journeyID,
    lender,
    status,
    aa: aa && { ...aa, redirectExpiresAt: isoOrNull(aa.redirectExpiresAt) },
    proceededAt: isoOrNull(proceededAt),
    locked,
    updatedAt: iso(updatedAt),
    ...(steps ? { steps: steps.map((step) => stepBody(step, pagesBase)) } : {}),
  }
}

export interface SnapshotOptions {
  tenantID: string
  applicationID: string
  /** Leave out lists that did not change since the state before: an absent list says nothing. */
  unchangedFrom: State | null
  pagesBase?: string
}

/** The bytes of a `journey.snapshot`, key by key as in the documented sample. */
export function snapshotBody(play: JourneyPlay, state: State, options: SnapshotOptions): Buffer {
  const { unchangedFrom } = options
  const tells = <T>(list: readonly T[] | null, before: readonly T[] | null | undefined): boolean =>
    list !== null && (unchangedFrom === null || list !== before)
  const journey = {
    journeyID: play.journeyID,
    type: play.type,
    status: state.status,
    nextAction: state.nextAction,
    requestedAmount: play.profile.requestedAmount,
    ...(tells(state.operations, unchangedFrom?.operations)
      ? { pendingOperations: (state.operations ?? []).map(operationBody) }
      : {}),
    ...(tells(state.offers, unchangedFrom?.offers)
      ? { offers: (state.offers ?? []).map((offer) => offerBody(offer, play.journeyID, options.pagesBase)) }
      : {}),
  }
  const text = JSON.stringify({
    schema_version: '1.0.0',
    event_type: 'journey.snapshot',
    event_id: state.eventID,
    event_at: iso(state.at),
    snapshot_generated_at: iso(state.at),
    sequence: state.sequence,
    issuer: { source: 'credit-api', trigger: state.trigger },
    tenant_id: options.tenantID,
    application_id: options.applicationID,
    borrower: {
      borrowerExternalID: play.borrowerExternalID,
      journeys: [journey],
      ...(state.carriesProfile ? { profile: play.profile } : {}),
    },
  })
  // The platform writes money with two decimals, so a receiver that signs its re-serialised JSON signs other bytes.
  return Buffer.from(text.replace(/"(requestedAmount|monthlyIncome)":(\d+)/g, '"$1":$2.00'), 'utf8')
}
