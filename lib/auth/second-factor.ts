import { isTotpCode, plainCode, recoveryCodeHash, totpStep } from '@/lib/auth/totp'
import { admitCode, forgetCodeAttempts } from '@/lib/auth/sign-in-limits'
import { readTotp, spendRecoveryCode, spendTotpStep } from '@/lib/store/user-totp'

export type SecondFactor = 'totp' | 'recovery-code' | 'wrong' | 'throttled'

/** Judges a code of the app, or a recovery code, and spends it: neither is good twice. */
export async function checkSecondFactor(userID: string, typed: string, now: Date): Promise<SecondFactor> {
  if (!(await admitCode(userID))) return 'throttled'
  const code = plainCode(typed)
  const used = isTotpCode(code) ? await spendTotp(userID, code, now) : await spendRecovery(userID, code, now)
  if (used) await forgetCodeAttempts(userID)
  return used ?? 'wrong'
}

async function spendTotp(userID: string, code: string, now: Date): Promise<'totp' | null> {
  const row = await readTotp(userID)
  const step = row && totpStep(row.secret, code, now)
  return step !== null && (await spendTotpStep(userID, step)) ? 'totp' : null
}

async function spendRecovery(userID: string, code: string, now: Date): Promise<'recovery-code' | null> {
  return (await spendRecoveryCode(userID, recoveryCodeHash(code), now)) ? 'recovery-code' : null
}
