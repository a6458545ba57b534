import { z } from 'zod'
import type { Principal } from '@/lib/auth/principal'
import { admitCode, forgetCodeAttempts } from '@/lib/auth/sign-in-limits'
import { newRecoveryCodes, plainCode, recoveryCodeHash, totpStep } from '@/lib/auth/totp'
import { accountOf, tooManyTries } from '@/lib/commands/own-account'
import { parseInput } from '@/lib/commands/parse'
import { DeskError } from '@/lib/errors'
import { writeAudit } from '@/lib/store/audit'
import { inTransaction } from '@/lib/store/transaction'
import { confirmTotpRow, readTotp, replaceRecoveryCodes, spendTotpStep } from '@/lib/store/user-totp'

export const CodeSchema = z.object({ code: z.string().trim().min(1).max(64) })

/** Turns the second factor on. The recovery codes are shown once. Throws CONFLICT, FORBIDDEN, TOO_MANY_REQUESTS. */
export async function confirmTotp(
  principal: Principal,
  input: z.input<typeof CodeSchema>,
  now: Date = new Date(),
): Promise<{ recoveryCodes: string[] }> {
  const person = accountOf(principal)
  const { code } = parseInput(CodeSchema, input)
  if (!(await admitCode(person.userID))) throw tooManyTries()
  const recoveryCodes = newRecoveryCodes()
  await inTransaction(async (tx) => {
    const draft = await readTotp(person.userID, tx)
    if (!draft || draft.confirmedAt) throw new DeskError('CONFLICT', 'No second factor waits for its first code.')
    const step = totpStep(draft.secret, plainCode(code), now)
    if (step === null) {
      throw new DeskError(
        'FORBIDDEN',
        'The code is wrong. Take the one that the app shows now; check the phone’s clock.',
      )
    }
    await spendTotpStep(person.userID, step, tx)
    await confirmTotpRow(person.userID, now, tx)
    await replaceRecoveryCodes(person.userID, recoveryCodes.map(recoveryCodeHash), tx)
    await writeAudit({ actor: person.email, action: 'add.second-factor', subject: person.email }, tx)
  })
  await forgetCodeAttempts(person.userID)
  return { recoveryCodes }
}
