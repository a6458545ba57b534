import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { joinSides, type EventSides } from '@/lib/domain/delivery-sides'
import { findSideAttempts, isEventApplied, isLogReadFor, type EventRef } from '@/lib/store/delivery-sides'

export const SidesInputSchema = z.union([
  z.object({ applicationID: z.guid(), eventID: z.string().min(1).max(200) }),
  z.object({ applicationID: z.guid(), journeyID: z.string().min(1).max(500), sequence: z.coerce.bigint() }),
])

/**
 * What the platform, our receiver and the partner's own receiver tell of one event, named by its ID, or by a journey and
 * its sequence where it never came. `at` is about when it happened, for an event that no side has; else it is not used.
 */
export async function deliverySides(
  principal: Principal,
  input: z.input<typeof SidesInputSchema>,
  at: Date = new Date(),
): Promise<EventSides> {
  const ref: EventRef = SidesInputSchema.parse(input)
  authorise(principal, 'read', ref.applicationID)
  applicationScope(principal, ref.applicationID)
  const attempts = await findSideAttempts(ref)
  const first = attempts.at(-1)
  const happenedAt = first ? (first.eventAt ?? first.at) : at
  const [isApplied, isLogRead] = await Promise.all([isEventApplied(ref), isLogReadFor(ref.applicationID, happenedAt)])
  return joinSides({ attempts, isApplied, isLogRead })
}
