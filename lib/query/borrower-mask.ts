import { z } from 'zod'
import { REVEALABLE, type RevealableField } from '@/lib/domain/borrower-input'
import type { BorrowerProfile } from '@/lib/domain/snapshot'

/** What of a borrower's profile may be shown: the last four of the mobile number and of the PAN, nothing else. */
export interface MaskedBorrower {
  mobile: string | null
  pan: string | null
}

const profileSchema = z.object({
  contactNumber: z.union([z.string(), z.number()]).nullish().catch(null),
  pan: z.string().nullish().catch(null),
})
const DOTS = '••••••'

export function maskBorrower(profile: unknown): MaskedBorrower {
  const parsed = profileSchema.safeParse(profile)
  if (!parsed.success) return { mobile: null, pan: null }
  return { mobile: mask(String(parsed.data.contactNumber ?? '').replace(/\D/g, '')), pan: mask(parsed.data.pan ?? '') }
}

/** The fields of which the profile tells anything. */
export function knownFields(profile: BorrowerProfile | null): RevealableField[] {
  return REVEALABLE.filter((field) => profile !== null && (profile[field] ?? '') !== '')
}

/** Too short to be what it should be: nothing of it is shown, or the mask would show most of it. */
function mask(value: string): string | null {
  const text = value.trim()
  return text.length < 8 ? null : `${DOTS}${text.slice(-4)}`
}
