import { renderSVG } from 'uqr'
import type { Principal } from '@/lib/auth/principal'
import { newTotpSecret, totpAddress } from '@/lib/auth/totp'
import { accountOf, needPassword } from '@/lib/commands/own-account'
import { parseInput } from '@/lib/commands/parse'
import { ProofSchema, provePerson, type Proof } from '@/lib/commands/prove-person'
import { DeskError } from '@/lib/errors'
import { inTransaction } from '@/lib/store/transaction'
import { draftTotp, totpConfirmedAt } from '@/lib/store/user-totp'

export interface TotpDraft {
  /** Base32, for who cannot scan. */
  secret: string
  /** The QR code of the `otpauth://` address. */
  svg: string
}

/**
 * A secret for the authenticator app; asked for once a code has confirmed it. Throws CONFLICT where one is in use, and as
 * `provePerson` does.
 */
export async function beginTotp(principal: Principal, proof: Proof, now: Date = new Date()): Promise<TotpDraft> {
  const person = accountOf(principal)
  await needPassword(person)
  await provePerson(person, parseInput(ProofSchema, proof), now)
  const secret = newTotpSecret()
  await inTransaction(async (tx) => {
    if (await totpConfirmedAt(person.userID, tx)) {
      throw new DeskError('CONFLICT', 'You have a second factor: remove it before you set up another.')
    }
    await draftTotp(person.userID, secret, now, tx)
  })
  return { secret, svg: renderSVG(totpAddress(secret, person.email), { border: 2 }) }
}
