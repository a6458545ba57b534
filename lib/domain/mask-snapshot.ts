import { dataWithoutKnown, knownValues, withoutKnown, type KnownValues } from './known-values'
import { redactData, redactFreeText, type RedactedKind } from './redaction'
import type { BorrowerProfile, OfferFacts, StepFacts } from './snapshot'

/**
 * Offers without what is personal in the two places where the platform may write anything: a step's resource and its
 * message. `profile` is what the same source told: with anything else, the order of arrival would decide what is kept.
 */
export function maskOffers<T extends { offers: OfferFacts[] | null }>(told: T, profile: BorrowerProfile | null): T {
  if (!told.offers || !hasFreeText(told)) return told
  const known = profile && knownValues(profile)
  const offers = told.offers.map((offer) => ({
    ...offer,
    steps: offer.steps && offer.steps.map((step) => maskStep(step, known)),
  }))
  return { ...told, offers }
}

/** Offers without anything that the platform may have written there freely: what an erasure leaves. */
export function stripOffers<T extends { offers: OfferFacts[] | null }>(told: T): T {
  if (!told.offers || !hasFreeText(told)) return told
  return { ...told, offers: told.offers.map((offer) => ({ ...offer, steps: offer.steps && offer.steps.map(strip) })) }
}

export function hasFreeText({ offers }: { offers: OfferFacts[] | null }): boolean {
  return offers?.some((offer) => offer.steps?.some(isWritten)) ?? false
}

function isWritten({ resource, diagnostics }: StepFacts): boolean {
  return resource !== null || (diagnostics !== null && diagnostics.message !== null)
}

function maskStep(step: StepFacts, known: KnownValues): StepFacts {
  if (!isWritten(step)) return step
  const { resource, diagnostics } = step
  const message = diagnostics?.message ?? null
  return {
    ...step,
    resource: resource && asRecord(dataWithoutKnown(redactData(resource, mark), known)),
    diagnostics: diagnostics && {
      ...diagnostics,
      message: message && withoutKnown(redactFreeText(message, mark), known),
    },
  }
}

function strip(step: StepFacts): StepFacts {
  return { ...step, resource: null, diagnostics: step.diagnostics && { ...step.diagnostics, message: null } }
}

const mark = (kind: RedactedKind) => `[redacted:${kind}]`
const asRecord = (data: unknown) => data as Record<string, unknown>
