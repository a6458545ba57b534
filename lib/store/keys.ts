import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { env, extendEnv, type Env } from '@/lib/env'
import type { DataFolder } from '@/lib/store/embedded/folder'

const keyFile = z.object({
  databasePassword: z.string().min(16),
  NEXTAUTH_SECRET: z.string().min(16),
  DESK_ENCRYPTION_KEY: z.string().min(32),
  /** Earlier keys, separated by commas, until `desk keys rotate` has run. */
  DESK_ENCRYPTION_KEYS_OLD: z.string().optional(),
})
export type KeyFile = z.infer<typeof keyFile>

const REQUIRED = ['NEXTAUTH_SECRET', 'NEXTAUTH_URL', 'DESK_ENCRYPTION_KEY'] as const

/**
 * The keys kept beside the embedded database, made once, mode 0600. They are made before the database is, so a
 * database without them means that the file was lost; new keys could not read what the old ones encrypted.
 */
export function openKeyFile(folder: DataFolder): KeyFile {
  if (!existsSync(folder.keys)) {
    if (existsSync(folder.cluster)) {
      throw new Error(
        `The key file ${folder.keys} is missing, and without it the database beside it cannot be read: ` +
          `restore it from a backup, or move ${folder.root} away to begin with an empty database.`,
      )
    }
    writeOnce(folder.keys)
  }
  return readKeyFile(folder)
}

/** Puts the keys where `env()` finds them. What the environment sets already wins over the key file. */
export function provideKeys(keys: KeyFile): Env {
  const { PORT, NEXTAUTH_SECRET, NEXTAUTH_URL, DESK_ENCRYPTION_KEY, DESK_ENCRYPTION_KEYS_OLD } = env()
  return extendEnv({
    DESK_ENCRYPTION_KEYS_OLD: DESK_ENCRYPTION_KEYS_OLD?.join(',') ?? keys.DESK_ENCRYPTION_KEYS_OLD ?? '',
    NEXTAUTH_SECRET: NEXTAUTH_SECRET ?? keys.NEXTAUTH_SECRET,
    NEXTAUTH_URL: NEXTAUTH_URL ?? `http://localhost:${PORT}`,
    DESK_ENCRYPTION_KEY: DESK_ENCRYPTION_KEY ?? keys.DESK_ENCRYPTION_KEY,
  })
}

/** With a database of one's own the keys are one's own too: several processes must share them. */
export function requireKeys(): void {
  const current = env()
  const missing = REQUIRED.filter((name) => !current[name])
  if (missing.length === 0) return
  throw new Error(
    `DATABASE_URL is set, so ${missing.join(' and ')} must be set too ` +
      `(DESK_ENCRYPTION_KEY and NEXTAUTH_SECRET for example from: openssl rand -base64 32).`,
  )
}

function writeOnce(file: string): void {
  const keys: KeyFile = {
    databasePassword: randomBytes(24).toString('base64url'),
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    DESK_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  }
  const draft = `${file}.new`
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(draft, file)
}

function readKeyFile(folder: DataFolder): KeyFile {
  try {
    return keyFile.parse(JSON.parse(readFileSync(folder.keys, 'utf8')))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? `cannot be read (${String(error.code)})` : 'is damaged'
    throw new Error(
      `The key file ${folder.keys} ${reason}: restore it from a backup, run as the user who owns it, ` +
        `or move ${folder.root} away to begin with an empty database.`,
      { cause: error },
    )
  }
}
