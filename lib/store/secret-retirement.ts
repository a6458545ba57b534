import { db } from '@/lib/store/client'
import { endChanged } from '@/lib/store/secrets'
import type { Transaction } from '@/lib/store/transaction'

export interface SecretEnd {
  retireAt: Date | null
  retiredAt: Date | null
  updatedAt: Date | null
  updatedBy: string | null
  revision: number
}

/** When it stops verifying, or did. Null where this application has no such secret. */
export async function findSecretEnd(
  applicationID: string,
  secretID: string,
  at: Transaction = db(),
): Promise<SecretEnd | null> {
  return at.secret.findUnique({
    where: { applicationID_secretID: { applicationID, secretID } },
    select: { retireAt: true, retiredAt: true, updatedAt: true, updatedBy: true, revision: true },
  })
}

/** With null it stays active until somebody retires it. False where it was retired already. */
export async function setRetireAt(
  applicationID: string,
  secretID: string,
  retireAt: Date | null,
  by: { actor: string; now: Date },
  at: Transaction = db(),
): Promise<boolean> {
  const { count } = await at.secret.updateMany({
    where: { applicationID, secretID, retiredAt: null, OR: [{ retireAt: null }, { retireAt: { gt: by.now } }] },
    data: { retireAt, ...endChanged(by.actor, by.now) },
  })
  return count === 1
}

/** Secrets that verify at `now`. */
export async function countActiveSecrets(applicationID: string, now: Date, at: Transaction = db()): Promise<number> {
  return at.secret.count({
    where: { applicationID, retiredAt: null, OR: [{ retireAt: null }, { retireAt: { gt: now } }] },
  })
}
