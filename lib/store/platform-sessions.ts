import { createHash } from 'node:crypto'
import { z } from 'zod'
import { db } from '@/lib/store/client'
import { currentKeyID, decrypt, encrypt } from '@/lib/store/crypto'
import { loadJobState, saveJobState } from '@/lib/store/job-state'

/** A borrower's session at the platform, so that a restart does not mint it again. Encrypted at rest. */
export interface StoredSession {
  token: string
  mintedAt: Date
  expiresAt: Date
  reminted: boolean
}

const PREFIX = 'platform-session:'

const stateSchema = z.object({
  ciphertext: z.string(),
  keyID: z.string(),
  mintedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  reminted: z.boolean(),
})

export async function loadSession(applicationID: string, borrower: string): Promise<StoredSession | null> {
  const parsed = stateSchema.safeParse(await loadJobState(nameOf(applicationID, borrower)))
  if (!parsed.success) return null
  const { ciphertext, keyID, mintedAt, expiresAt, reminted } = parsed.data
  const token = decrypt(Buffer.from(ciphertext, 'base64'), keyID).toString('utf8')
  return { token, mintedAt: new Date(mintedAt), expiresAt: new Date(expiresAt), reminted }
}

export async function saveSession(applicationID: string, borrower: string, session: StoredSession): Promise<void> {
  const { ciphertext, keyID } = encrypt(Buffer.from(session.token, 'utf8'))
  await saveJobState(nameOf(applicationID, borrower), {
    ciphertext: ciphertext.toString('base64'),
    keyID,
    mintedAt: session.mintedAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    reminted: session.reminted,
  })
}

/** A session of an earlier key is minted anew where it is needed. Answers how many went. */
export function forgetSessionsOfOldKeys(): Promise<number> {
  return db().$executeRaw`
    DELETE FROM job_state WHERE name LIKE ${`${PREFIX}%`} AND state->>'keyID' <> ${currentKeyID()}`
}

export async function countSessionsOfOldKeys(): Promise<number> {
  const rows = await db().$queryRaw`
    SELECT count(*)::int AS count FROM job_state WHERE name LIKE ${`${PREFIX}%`} AND state->>'keyID' <> ${currentKeyID()}`
  return z.array(z.object({ count: z.number() })).parse(rows)[0]?.count ?? 0
}

export async function forgetExpiredSessions(): Promise<void> {
  await db().$executeRaw`
    DELETE FROM job_state WHERE name LIKE ${`${PREFIX}%`} AND (state->>'expiresAt')::timestamptz < now()`
}

function nameOf(applicationID: string, borrower: string): string {
  return `${PREFIX}${applicationID}:${createHash('sha256').update(borrower).digest('hex').slice(0, 32)}`
}
