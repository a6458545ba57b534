import { randomUUID } from 'node:crypto'
import { TARGET_KINDS, type TargetKind } from '@/lib/domain/notification'
import { db } from '@/lib/store/client'
import { Prisma } from '@/lib/store/generated/client'
import { openText, sealText } from '@/lib/store/sealed-text'
import type { Transaction } from '@/lib/store/transaction'

/** A target without what is secret of it. */
export interface TargetRow {
  targetID: string
  name: string
  kind: TargetKind
  hint: string
  /** The host that an admin allows to be a private address. */
  allowedHost: string | null
  enabled: boolean
  createdAt: Date
  createdBy: string
  updatedAt: Date
  /** Null: nobody has changed it. */
  updatedBy: string | null
  revision: number
}

/** What sending needs: never to be logged, nor shown. */
export interface OpenTarget extends TargetRow {
  /** A URL, or e-mail addresses with commas between. */
  address: string
  secret: string | null
}

const COLUMNS = {
  targetID: true,
  name: true,
  kind: true,
  hint: true,
  allowedHost: true,
  enabled: true,
  createdAt: true,
  createdBy: true,
  updatedAt: true,
  updatedBy: true,
  revision: true,
} as const
const SEALED = { addressCiphertext: true, addressKeyID: true, secretCiphertext: true, secretKeyID: true } as const

export async function listTargets(at: Transaction = db()): Promise<TargetRow[]> {
  const rows = await at.notificationTarget.findMany({ select: COLUMNS, orderBy: { name: 'asc' }, take: 500 })
  return rows.map(toRow)
}

export async function findTarget(targetID: string, at: Transaction = db()): Promise<TargetRow | null> {
  const row = await at.notificationTarget.findUnique({ where: { targetID }, select: COLUMNS })
  return row && toRow(row)
}

/** Throws where its key is not configured any more. */
export async function openTarget(targetID: string, at: Transaction = db()): Promise<OpenTarget | null> {
  const row = await at.notificationTarget.findUnique({ where: { targetID }, select: { ...COLUMNS, ...SEALED } })
  if (!row) return null
  const { addressCiphertext, addressKeyID, secretCiphertext, secretKeyID, ...plain } = row
  const address = openText({ ciphertext: addressCiphertext, keyID: addressKeyID })
  const secret = secretCiphertext && secretKeyID ? openText({ ciphertext: secretCiphertext, keyID: secretKeyID }) : null
  return { ...toRow(plain), address, secret }
}

export interface NewTarget {
  name: string
  kind: TargetKind
  address: string
  hint: string
  secret: string | null
  allowedHost: string | null
  createdBy: string
}

/** Null where another target has the name. */
export async function insertTarget(target: NewTarget, at: Transaction = db()): Promise<string | null> {
  const { address, secret, ...plain } = target
  const targetID = randomUUID()
  const data = { ...plain, targetID, ...sealAddress(address), ...sealSecret(secret) }
  const { count } = await at.notificationTarget.createMany({ data: [data], skipDuplicates: true })
  return count === 1 ? targetID : null
}

export interface TargetChange {
  name?: string | undefined
  enabled?: boolean | undefined
  /** With the hint that goes with it. */
  address?: { value: string; hint: string } | undefined
  secret?: string | undefined
  allowedHost?: string | null | undefined
}

/** False where another target has the name. */
export async function updateTarget(
  targetID: string,
  change: TargetChange,
  by: { actor: string; now: Date },
  at: Transaction = db(),
): Promise<boolean> {
  const { name, enabled, address, secret, allowedHost } = change
  const data = {
    updatedAt: by.now,
    updatedBy: by.actor,
    revision: { increment: 1 },
    ...(name === undefined ? {} : { name }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(allowedHost === undefined ? {} : { allowedHost }),
    ...(address === undefined ? {} : { ...sealAddress(address.value), hint: address.hint }),
    ...(secret === undefined ? {} : sealSecret(secret)),
  }
  try {
    await at.notificationTarget.updateMany({ where: { targetID }, data })
    return true
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
}

/** Rules forget it, and what still waits to be sent to it is dropped. */
export async function removeTarget(targetID: string, tx: Transaction): Promise<void> {
  await tx.notificationTarget.deleteMany({ where: { targetID } })
  await tx.$executeRaw`
    UPDATE notification_rule SET target_ids = array_remove(target_ids, ${targetID}::uuid)
    WHERE ${targetID}::uuid = ANY(target_ids)`
  await tx.$executeRaw`
    UPDATE notification_delivery SET state = 'dropped', error = 'The target was deleted.'
    WHERE target_id = ${targetID}::uuid AND state = 'queued'`
}

/** A unique name that somebody else has. */
export function isTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
}

function sealAddress(address: string) {
  const { ciphertext, keyID } = sealText(address)
  return { addressCiphertext: ciphertext, addressKeyID: keyID }
}

function sealSecret(secret: string | null) {
  if (secret === null) return {}
  const { ciphertext, keyID } = sealText(secret)
  return { secretCiphertext: ciphertext, secretKeyID: keyID }
}

function toRow<T extends { kind: string }>(row: T): Omit<T, 'kind'> & { kind: TargetKind } {
  return { ...row, kind: TARGET_KINDS.find((kind) => kind === row.kind) ?? 'webhook' }
}
