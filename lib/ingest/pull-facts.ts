import { z } from 'zod'
import type { AaFacts, BorrowerProfile, OfferFacts, OperationFacts, StepFacts } from '@/lib/domain/snapshot'
import type { offerSchema, operationSchema, profileSchema, stepSchema } from '@/lib/platform/contract'

/** The platform's shapes as the domain's facts. What the platform leaves out is null: unknown. */

export function operationFacts(operation: z.infer<typeof operationSchema>): OperationFacts {
  return {
    operationID: operation.operationID,
    type: operation.type,
    status: operation.status,
    offerID: operation.offerID ?? null,
    lender: operation.lender ?? null,
    startedAt: instant(operation.startedAt),
    updatedAt: instant(operation.updatedAt),
    attempts: operation.attempts ?? null,
  }
}

/** `steps` overrides those inside the offer; null: nobody told of them. */
export function offerFacts(offer: z.infer<typeof offerSchema>, steps: StepFacts[] | null): OfferFacts {
  return {
    offerID: offer.offerID,
    lender: offer.lender ?? null,
    status: offer.status ?? null,
    aa: aaFacts(offer.aa),
    proceededAt: instant(offer.proceededAt),
    locked: offer.locked ?? null,
    updatedAt: instant(offer.updatedAt),
    steps: steps ?? offer.steps?.map(stepFacts) ?? null,
  }
}

export function stepFacts(step: z.infer<typeof stepSchema>): StepFacts {
  const { diagnostics } = step
  return {
    stepID: step.stepID,
    type: step.type,
    status: step.status,
    actionRequired: step.actionRequired ?? null,
    resource: step.resource ?? null,
    diagnostics: diagnostics
      ? {
          code: diagnostics.code ?? null,
          message: diagnostics.message ?? null,
          blockedBy: diagnostics.blockedBy ?? [],
          requiredJourneyStatus: diagnostics.requiredJourneyStatus ?? null,
          since: instant(diagnostics.since),
        }
      : null,
    updatedAt: instant(step.updatedAt),
  }
}

/** The fields that hold one value each; whatever else the platform nests there is left out. */
export function profileFacts(profile: z.infer<typeof profileSchema>): BorrowerProfile {
  const plain = z.union([z.string(), z.number(), z.boolean()]).nullable()
  const facts: BorrowerProfile = {}
  for (const [key, value] of Object.entries(profile)) {
    const parsed = plain.safeParse(value)
    if (parsed.success) facts[key] = parsed.data
  }
  return facts
}

export function instant(value: string | null | undefined): Date | null {
  return value ? new Date(value) : null
}

function aaFacts(aa: z.infer<typeof offerSchema>['aa']): AaFacts | null {
  if (!aa) return null
  return {
    required: aa.required ?? null,
    state: aa.state ?? null,
    aaSessionID: aa.aaSessionID ?? null,
    redirectExpiresAt: instant(aa.redirectExpiresAt),
  }
}
