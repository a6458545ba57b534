import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** Argon2id, 19 MiB, two passes: the library's defaults and OWASP's first choice. */

export const PASSWORD_LENGTH_MIN = 8
export const PASSWORD_LENGTH_MAX = 200

export function hashPassword(password: string): Promise<string> {
  return hash(password)
}

/** One that nobody has to think of: 120 random bits. */
export function newPassword(): string {
  return randomBytes(15).toString('base64url')
}

/** A hash of nothing that anybody knows, so that an unknown user costs as much time as a known one. */
let decoy: Promise<string> | null = null

/** The same work whether or not there is a hash to compare with. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hash(crypto.randomUUID())
  const matches = await verify(passwordHash ?? (await decoy), password.slice(0, PASSWORD_LENGTH_MAX + 1))
  return matches && passwordHash !== null && password.length <= PASSWORD_LENGTH_MAX
}
