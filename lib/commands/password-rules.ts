import { z } from 'zod'
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '@/lib/auth/password'
import { passwordWeakness } from '@/lib/auth/password-strength'
import { DeskError } from '@/lib/errors'

export const passwordSchema = z
  .string()
  .min(PASSWORD_LENGTH_MIN, { error: `must be at least ${PASSWORD_LENGTH_MIN} characters` })
  .max(PASSWORD_LENGTH_MAX, { error: `must be at most ${PASSWORD_LENGTH_MAX} characters` })

/** Throws BAD_REQUEST with why it is easy to guess, and what to do. */
export async function refuseWeakPassword(password: string, email: string): Promise<void> {
  const weakness = await passwordWeakness(password, email)
  if (weakness) throw new DeskError('BAD_REQUEST', weakness)
}
