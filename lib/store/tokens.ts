import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { TOKEN_SCOPES, type TokenScope } from '@/lib/domain/vocabulary'
import { db } from '@/lib/store/client'
import { ShortCache } from '@/lib/store/short-cache'
import type { Transaction } from '@/lib/store/transaction'

export const TOKEN_PREFIX = 'jd_'

export interface ActiveToken {
  tokenID: string
  name: string
  scopes: TokenScope[]
  /** Null: every application. */
  applicationID: string | null
}

export interface TokenRow extends ActiveToken {
  createdAt: Date
  createdBy: string
  lastUsedAt: Date | null
  revokedAt: Date | null
}

/** A revocation must be effective everywhere within 5 seconds. */
const cache = new ShortCache<ActiveToken>(3_000)
const LAST_USED_STEP_MS = 60_000

/** Null for a token that is unknown or revoked. Only its SHA-256 is stored, so this is all that can be asked of it. */
export async function findActiveToken(token: string): Promise<ActiveToken | null> {
  const hash = hashOf(token)
  return cache.read(hash.toString('base64'), async () => {
    const row = await db().token.findUnique({
      where: { tokenHash: hash },
      select: { tokenID: true, name: true, scopes: true, applicationID: true, revokedAt: true, lastUsedAt: true },
    })
    if (!row || row.revokedAt) return null
    await touch(row.tokenID, row.lastUsedAt)
    return { tokenID: row.tokenID, name: row.name, scopes: scopesOf(row.scopes), applicationID: row.applicationID }
  })
}

/** The token itself is in the answer and nowhere else. */
export async function insertToken(
  input: { name: string; scopes: TokenScope[]; applicationID: string | null; createdBy: string },
  at: Transaction = db(),
): Promise<{ tokenID: string; token: string }> {
  const token = TOKEN_PREFIX + randomBytes(32).toString('base64url')
  const tokenID = randomUUID()
  await at.token.create({ data: { tokenID, tokenHash: hashOf(token), ...input }, select: { tokenID: true } })
  return { tokenID, token }
}

export async function listTokens(at: Transaction = db()): Promise<TokenRow[]> {
  const rows = await at.token.findMany({
    select: {
      tokenID: true,
      name: true,
      scopes: true,
      applicationID: true,
      createdAt: true,
      createdBy: true,
      lastUsedAt: true,
      revokedAt: true,
    },
    orderBy: [{ createdAt: 'desc' }, { tokenID: 'asc' }],
  })
  return rows.map((row) => ({ ...row, scopes: scopesOf(row.scopes) }))
}

/** Null where there is no such token; revoking one twice keeps the first time. */
export async function revokeTokenRow(tokenID: string, now: Date, at: Transaction = db()): Promise<ActiveToken | null> {
  const row = await at.token.findUnique({
    where: { tokenID },
    select: { tokenID: true, name: true, scopes: true, applicationID: true },
  })
  if (!row) return null
  await at.token.updateMany({ where: { tokenID, revokedAt: null }, data: { revokedAt: now } })
  return { ...row, scopes: scopesOf(row.scopes) }
}

/** After a revocation by this process. */
export function forgetTokens(): void {
  cache.clear()
}

async function touch(tokenID: string, lastUsedAt: Date | null): Promise<void> {
  const now = new Date()
  if (lastUsedAt && now.getTime() - lastUsedAt.getTime() < LAST_USED_STEP_MS) return
  await db().token.updateMany({ where: { tokenID }, data: { lastUsedAt: now } })
}

function hashOf(token: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(token).digest()
}

function scopesOf(values: string[]): TokenScope[] {
  return TOKEN_SCOPES.filter((scope) => values.includes(scope))
}
