import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const STEP_SECONDS = 30
const SECRET_BYTES = 20
/** A phone's clock may be this many steps off. */
const STEPS_OFF = 1
const RECOVERY_CODES = 10
const RECOVERY_BYTES = 10

/** A new secret in base32, as authenticator apps take it. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** The `otpauth://` address that a QR code holds. */
export function totpAddress(secret: string, email: string): string {
  return totpOf(secret, email).toString()
}

/** Which 30-second step since 1970 the code is of; null where it is of none near `now`. */
export function totpStep(secret: string, code: string, now: Date): bigint | null {
  const delta = totpOf(secret).validate({ token: code, window: STEPS_OFF, timestamp: now.getTime() })
  return delta === null ? null : BigInt(Math.floor(now.getTime() / 1_000 / STEP_SECONDS) + delta)
}

/** What somebody typed, of either kind, without the spaces and hyphens that people put in. */
export function plainCode(typed: string): string {
  return typed.replace(/[\s-]/g, '').toLowerCase()
}

export function isTotpCode(code: string): boolean {
  return /^\d{6}$/.test(code)
}

/** `ab2c-…` four by four, 80 random bits each. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = new Secret({ buffer: new Uint8Array(randomBytes(RECOVERY_BYTES)).buffer }).base32.toLowerCase()
    return text.match(/.{4}/g)?.join('-') ?? text
  })
}

/** A plain digest is enough for 80 random bits. */
export function recoveryCodeHash(code: string): Buffer {
  return createHash('sha256').update(plainCode(code)).digest()
}

function totpOf(secret: string, label = ''): TOTP {
  return new TOTP({ issuer: 'Journey Desk', label, secret: Secret.fromBase32(secret), period: STEP_SECONDS })
}
