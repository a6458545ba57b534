import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { env } from '@/lib/env'
import { DeskError } from '@/lib/errors'

/** Encryption at rest. Stored beside each ciphertext is the ID of its key, so that keys can be rotated. */

const NONCE_BYTES = 12
const TAG_BYTES = 16
const NONCES_AT_ONCE = 128

export type HashDomain =
  'mobile' | 'pan' | 'email' | 'birth-date' | 'personal' | 'source' | 'audit-checkpoint' | 'change'

/** AES-256-GCM under the current key. Layout of the ciphertext: nonce (12) | tag (16) | encrypted bytes. */
export function encrypt(plain: Uint8Array): { ciphertext: Buffer; keyID: string } {
  const { key, keyID } = currentNamedKey()
  const nonce = freshNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  const encrypted = cipher.update(plain)
  const last = cipher.final()
  return { ciphertext: Buffer.concat([nonce, cipher.getAuthTag(), encrypted, last]), keyID }
}

const nonces = { bytes: Buffer.alloc(0), at: 0 }

/** Drawn by the hundred, each given out once: asking the system for twelve bytes costs as much as for thousands. */
function freshNonce(): Buffer {
  if (nonces.at === nonces.bytes.byteLength) {
    nonces.bytes = randomBytes(NONCE_BYTES * NONCES_AT_ONCE)
    nonces.at = 0
  }
  nonces.at += NONCE_BYTES
  return nonces.bytes.subarray(nonces.at - NONCE_BYTES, nonces.at)
}

/** Throws when the key is not configured any more, or when the bytes were altered. */
export function decrypt(ciphertext: Uint8Array, keyID: string): Buffer {
  const key = [currentKey(), ...oldKeys()].find((candidate) => keyIDOf(candidate) === keyID)
  if (!key) {
    throw new DeskError('INTERNAL', `Key ${keyID} is not configured: add it to DESK_ENCRYPTION_KEYS_OLD.`)
  }
  const bytes = Buffer.from(ciphertext)
  const nonce = bytes.subarray(0, NONCE_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
}

/** IDs of every key that is configured: what any other encrypted cannot be read. */
export function knownKeyIDs(): string[] {
  return [currentKey(), ...oldKeys()].map(keyIDOf)
}

/** The ID of the key that encrypts now. */
export function currentKeyID(): string {
  return currentNamedKey().keyID
}

/** For equality lookups of what is stored encrypted: HMAC-SHA256 (32 bytes) under a key of its own per domain. */
export function keyedHash(domain: HashDomain, value: string): Buffer {
  return hashUnder(currentKey(), domain, value)
}

/** The same under every configured key, the current one first: what may be stored until the keys are rotated. */
export function keyedHashes(domain: HashDomain, value: string): Buffer[] {
  return [currentKey(), ...oldKeys()].map((key) => hashUnder(key, domain, value))
}

function hashUnder(key: Buffer, domain: HashDomain, value: string): Buffer {
  return createHmac('sha256', hashKey(key, domain)).update(normalise(domain, value)).digest()
}

function normalise(domain: HashDomain, value: string): string {
  if (domain === 'mobile') return value.replace(/\D/g, '').slice(-10)
  if (domain === 'pan') return value.trim().toUpperCase()
  return domain === 'email' ? value.toLowerCase() : value
}

function hashKey(key: Buffer, domain: HashDomain): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `journey-desk/hash/${domain}`, 32))
}

function keyIDOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

let named: { encoded: string | undefined; key: Buffer; keyID: string } | null = null

/** Worked out once, since every webhook asks. */
function currentNamedKey(): { key: Buffer; keyID: string } {
  const encoded = env().DESK_ENCRYPTION_KEY
  if (named && named.encoded === encoded) return named
  const key = currentKey()
  named = { encoded, key, keyID: keyIDOf(key) }
  return named
}

function currentKey(): Buffer {
  const encoded = env().DESK_ENCRYPTION_KEY
  if (!encoded) throw new DeskError('INTERNAL', 'DESK_ENCRYPTION_KEY is not set: nothing can be stored encrypted.')
  return Buffer.from(encoded, 'base64')
}

function oldKeys(): Buffer[] {
  return (env().DESK_ENCRYPTION_KEYS_OLD ?? []).map((encoded) => Buffer.from(encoded, 'base64'))
}
