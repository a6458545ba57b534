import type { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { EraseBorrowerSchema } from '@/lib/domain/borrower-input'
import { knownValues } from '@/lib/domain/known-values'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { isBorrowerKnown, journeysOfBorrower, markErased, readProfile } from '@/lib/store/erase-borrower'
import { eraseJourneyText } from '@/lib/store/erase-journeys'
import { eraseCallTexts, eraseDeliveriesOf, eraseUnclaimedDeliveries, forgetSessionOf } from '@/lib/store/erase-reports'

export { EraseBorrowerSchema }

/** What was gone through, and how much of it was taken out. */
export interface Erasure {
  applicationID: string
  borrowerExternalID: string
  erasedAt: Date
  journeys: number
  deliveries: number
  calls: number
}

/**
 * Takes one borrower's personal data out of everything that is kept, and sees to it that none comes back. Journeys,
 * deliveries and calls stay without it, so that counts do. Stopped half way and run again, it does the rest. Throws
 * NOT_FOUND, and BAD_REQUEST where `confirm` is not the ID.
 */
export async function eraseBorrower(
  principal: Principal,
  input: z.input<typeof EraseBorrowerSchema>,
  now: Date,
): Promise<Erasure> {
  const { confirm, reason, ...ref } = parseInput(EraseBorrowerSchema, input)
  authorise(principal, 'admin', ref.applicationID)
  if (confirm !== ref.borrowerExternalID) {
    throw new DeskError('BAD_REQUEST', 'confirm must be the borrower’s ID, exactly: there is no way back.')
  }
  if (!(await isBorrowerKnown(ref))) {
    throw new DeskError('NOT_FOUND', 'No borrower with this ID is known in this application.')
  }
  const actor = actorName(principal)
  const about = { actor, applicationID: ref.applicationID, subject: ref.borrowerExternalID }
  const known = knownValues(await readProfile(ref))
  await writeAudit({ ...about, action: 'erase.borrower', reason })
  const journeyIDs = await journeysOfBorrower(ref)
  const unclaimed = await eraseUnclaimedDeliveries(ref, known)
  for (const journeyID of journeyIDs) await eraseJourneyText({ applicationID: ref.applicationID, journeyID }, known)
  await markErased(ref, now)
  const counts = await eraseReports(ref, unclaimed)
  await writeAudit({ ...about, action: 'erase.borrower-done', detail: { ...counts } })
  return { ...ref, erasedAt: now, ...counts }
}

/** After the mark: what came while this began is found here, and nothing comes any more. */
async function eraseReports(ref: { applicationID: string; borrowerExternalID: string }, unclaimed: number) {
  const journeyIDs = await journeysOfBorrower(ref)
  for (const journeyID of journeyIDs) await eraseJourneyText({ applicationID: ref.applicationID, journeyID }, null)
  const claimed = await eraseDeliveriesOf(ref.applicationID, journeyIDs)
  const late = await eraseUnclaimedDeliveries(ref, null)
  const calls = await eraseCallTexts(ref, journeyIDs)
  await forgetSessionOf(ref)
  return { journeys: journeyIDs.length, deliveries: unclaimed + claimed + late, calls }
}
