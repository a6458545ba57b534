import { randomUUID } from 'node:crypto'
import { db } from '@/lib/store/client'
import { knownKeyIDs } from '@/lib/store/crypto'
import { openText, sealText } from '@/lib/store/sealed-text'
import type { Transaction } from '@/lib/store/transaction'

export type SecretStatus = 'active' | 'retired'

export interface KnownSecret {
  applicationID: string
  secretID: string
  value: string
  /** Only an active one may verify; a retired one explains a failure. */
  status: SecretStatus
  hint: string
}

export interface SecretRow {
  applicationID: string
  secretID: string
  hint: string
  status: SecretStatus
  createdAt: Date
  retireAt: Date | null
  retiredAt: Date | null
  lastVerifiedAt: Date | null
  /** Counts the changes of its end. */
  revision: number
}

const LIFE = { createdAt: true, retireAt: true, retiredAt: true, lastVerifiedAt: true, revision: true } as const
const SEALED = { applicationID: true, secretID: true, hint: true, ciphertext: true, keyID: true } as const

/** Newest first, values in the clear. Read on every webhook: not cached, so that a new secret works at once. */
export async function activeAndKnownSecrets(applicationID: string, at: Transaction = db()): Promise<KnownSecret[]> {
  return known(await at.secret.findMany({ where: { applicationID }, select: { ...SEALED, ...LIFE }, orderBy: NEWEST }))
}

/** Of every application, newest first: a signature that matches another application's secret explains itself. */
export async function allSecrets(at: Transaction = db()): Promise<KnownSecret[]> {
  return known(await at.secret.findMany({ select: { ...SEALED, ...LIFE }, orderBy: NEWEST, take: 500 }))
}

/** Throws a sentence where stored secrets need a key that is not configured: no webhook could be verified. */
export async function checkSecretsReadable(at: Transaction = db()): Promise<void> {
  const strange = await at.secret.findFirst({ where: { keyID: { notIn: knownKeyIDs() } }, select: { secretID: true } })
  if (!strange) return
  throw new Error(
    'The webhook secrets in the database cannot be read, since they were encrypted with another key: ' +
      'set DESK_ENCRYPTION_KEY to that one, or name it in DESK_ENCRYPTION_KEYS_OLD.',
  )
}

/** Without values. */
export async function listSecrets(applicationID: string | null, at: Transaction = db()): Promise<SecretRow[]> {
  const rows = await at.secret.findMany({
    where: applicationID === null ? {} : { applicationID },
    select: { applicationID: true, secretID: true, hint: true, ...LIFE },
    orderBy: NEWEST,
  })
  return rows.map((row) => ({ ...row, status: statusOf(row, new Date()) }))
}

/**
 * With `retireOthersAt`, the secrets active until now stop verifying then (never later than they would have);
 * with null they stay active until retired.
 */
export async function insertSecret(
  secret: { applicationID: string; value: string; retireOthersAt: Date | null; addedBy?: string },
  at: Transaction = db(),
): Promise<string> {
  const { applicationID, value, retireOthersAt, addedBy = null } = secret
  if (retireOthersAt) {
    await at.secret.updateMany({
      where: { applicationID, retiredAt: null, OR: [{ retireAt: null }, { retireAt: { gt: retireOthersAt } }] },
      data: { retireAt: retireOthersAt, ...endChanged(addedBy, new Date()) },
    })
  }
  const secretID = randomUUID()
  const { ciphertext, keyID } = sealText(value)
  await at.secret.create({
    data: { applicationID, secretID, ciphertext, keyID, hint: hintOf(value) },
    select: { secretID: true },
  })
  return secretID
}

/** Null where there is no such secret; retiring one twice keeps the first time. */
export async function retireSecretRow(
  secretID: string,
  { actor, now }: { actor: string | null; now: Date },
  at: Transaction = db(),
): Promise<SecretRow | null> {
  const row = await at.secret.findFirst({
    where: { secretID },
    select: { applicationID: true, secretID: true, hint: true, ...LIFE },
  })
  if (!row) return null
  const { applicationID } = row
  await at.secret.updateMany({
    where: { applicationID, secretID, retiredAt: null },
    data: { retiredAt: now, ...endChanged(actor, now) },
  })
  return { ...row, retiredAt: row.retiredAt ?? now, status: 'retired' }
}

/** Whoever says when a secret ends. */
export function endChanged(actor: string | null, now: Date) {
  return { updatedAt: now, updatedBy: actor, revision: { increment: 1 } }
}

/** Notes that a secret verified something, at most once a minute. */
export async function touchSecret(
  applicationID: string,
  secretID: string,
  now: Date,
  at: Transaction = db(),
): Promise<void> {
  const before = new Date(now.getTime() - 60_000)
  await at.secret.updateMany({
    where: { applicationID, secretID, OR: [{ lastVerifiedAt: null }, { lastVerifiedAt: { lt: before } }] },
    data: { lastVerifiedAt: now },
  })
}

const HINTED_LENGTH_MIN = 16

/** Enough to recognise a secret, never enough to use it: its public prefix and last three characters; nothing of a short one. */
export function hintOf(value: string): string {
  const prefix = value.startsWith('whsec_') ? 'whsec_' : ''
  return value.length - prefix.length < HINTED_LENGTH_MIN ? `${prefix}…` : `${prefix}…${value.slice(-3)}`
}

const NEWEST = [{ createdAt: 'desc' }, { secretID: 'asc' }] as const satisfies object[]

interface SealedRow {
  applicationID: string
  secretID: string
  hint: string
  ciphertext: Uint8Array
  keyID: string
  retireAt: Date | null
  retiredAt: Date | null
}

function known(rows: SealedRow[]): KnownSecret[] {
  const now = new Date()
  return rows.map((row) => ({
    applicationID: row.applicationID,
    secretID: row.secretID,
    hint: row.hint,
    value: openText(row),
    status: statusOf(row, now),
  }))
}

function statusOf(row: { retireAt: Date | null; retiredAt: Date | null }, now: Date): SecretStatus {
  return row.retiredAt !== null || (row.retireAt !== null && row.retireAt <= now) ? 'retired' : 'active'
}
