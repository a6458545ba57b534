import type { z } from 'zod'
import { authorise } from '@/lib/auth/authorise'
import { actorName, type Principal } from '@/lib/auth/principal'
import { parseInput } from '@/lib/commands/parse'
import { RevealBorrowerFieldSchema, type RevealableField } from '@/lib/domain/borrower-input'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { readProfile } from '@/lib/store/erase-borrower'

export { RevealBorrowerFieldSchema }

/** One field of one borrower, unmasked; written into the audit log with the reason before it leaves. Throws NOT_FOUND. */
export async function revealBorrowerField(
  principal: Principal,
  input: z.input<typeof RevealBorrowerFieldSchema>,
): Promise<{ field: RevealableField; value: string }> {
  const { field, reason, ...ref } = parseInput(RevealBorrowerFieldSchema, input)
  authorise(principal, 'reveal', ref.applicationID)
  const value = (await readProfile(ref))[field] ?? null
  if (value === null || value === '') {
    throw new DeskError('NOT_FOUND', `Nothing is known of this borrower’s ${field}: pull the journey to read it.`)
  }
  await writeAudit({
    actor: actorName(principal),
    action: 'reveal.borrower-field',
    applicationID: ref.applicationID,
    subject: ref.borrowerExternalID,
    reason,
    detail: { field },
  })
  return { field, value: String(value) }
}
