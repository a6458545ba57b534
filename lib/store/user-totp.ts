import { db } from '@/lib/store/client'
import { openText, sealText } from '@/lib/store/sealed-text'
import type { Transaction } from '@/lib/store/transaction'

export interface TotpRow {
  secret: string
  confirmedAt: Date | null
}

/** The secret in the clear: for checking a code alone. */
export async function readTotp(userID: string, at: Transaction = db()): Promise<TotpRow | null> {
  const row = await at.userTotp.findUnique({
    where: { userID },
    select: { ciphertext: true, keyID: true, confirmedAt: true },
  })
  return row && { secret: openText(row), confirmedAt: row.confirmedAt }
}

export async function totpConfirmedAt(userID: string, at: Transaction = db()): Promise<Date | null> {
  const row = await at.userTotp.findUnique({ where: { userID }, select: { confirmedAt: true } })
  return row?.confirmedAt ?? null
}

/** A secret that is not asked for until it is confirmed. Takes the place of an unconfirmed one. */
export async function draftTotp(userID: string, secret: string, now: Date, at: Transaction): Promise<void> {
  await at.userTotp.deleteMany({ where: { userID, confirmedAt: null } })
  await at.userTotp.create({ data: { userID, ...sealText(secret), createdAt: now }, select: { userID: true } })
}

/** False where none was waiting. */
export async function confirmTotpRow(userID: string, now: Date, at: Transaction): Promise<boolean> {
  const { count } = await at.userTotp.updateMany({ where: { userID, confirmedAt: null }, data: { confirmedAt: now } })
  return count === 1
}

/** Spends the step's code and every older one. False where it is spent already. */
export async function spendTotpStep(userID: string, step: bigint, at: Transaction = db()): Promise<boolean> {
  const { count } = await at.userTotp.updateMany({
    where: { userID, lastStep: { lt: step } },
    data: { lastStep: step },
  })
  return count === 1
}

/** With the recovery codes. False where there was none. */
export async function removeTotpRow(userID: string, at: Transaction): Promise<boolean> {
  await at.userRecoveryCode.deleteMany({ where: { userID } })
  const { count } = await at.userTotp.deleteMany({ where: { userID } })
  return count === 1
}

/** Instead of those there were. */
export async function replaceRecoveryCodes(userID: string, hashes: Buffer[], at: Transaction): Promise<void> {
  await at.userRecoveryCode.deleteMany({ where: { userID } })
  await at.userRecoveryCode.createMany({
    data: hashes.map((codeHash) => ({ userID, codeHash: new Uint8Array(codeHash) })),
  })
}

/** False where the user has no such code, or it is spent already. */
export async function spendRecoveryCode(
  userID: string,
  codeHash: Buffer,
  now: Date,
  at: Transaction = db(),
): Promise<boolean> {
  const { count } = await at.userRecoveryCode.updateMany({
    where: { userID, codeHash: new Uint8Array(codeHash), usedAt: null },
    data: { usedAt: now },
  })
  return count === 1
}

export async function countRecoveryCodes(userID: string, at: Transaction = db()): Promise<number> {
  return at.userRecoveryCode.count({ where: { userID, usedAt: null } })
}
