import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { extendEnv } from '@/lib/env'
import { decrypt, encrypt, keyedHash } from '@/lib/store/crypto'

const first = randomBytes(32).toString('base64')
const second = randomBytes(32).toString('base64')

beforeEach(() => extendEnv({ DESK_ENCRYPTION_KEY: first, DESK_ENCRYPTION_KEYS_OLD: '' }))

describe('encryption at rest', () => {
  it('gives back the bytes that went in, with an eight-digit key ID', () => {
    const plain = randomBytes(1000)
    const { ciphertext, keyID } = encrypt(plain)
    expect(keyID).toMatch(/^[0-9a-f]{8}$/)
    expect(decrypt(ciphertext, keyID).equals(plain)).toBe(true)
  })

  it('never makes the same ciphertext twice', () => {
    expect(encrypt(Buffer.from('same')).ciphertext).not.toEqual(encrypt(Buffer.from('same')).ciphertext)
  })

  it('handles an empty value', () => {
    const { ciphertext, keyID } = encrypt(Buffer.alloc(0))
    expect(decrypt(ciphertext, keyID)).toHaveLength(0)
  })

  it('refuses bytes that were altered', () => {
    const { ciphertext, keyID } = encrypt(Buffer.from('whsec'))
    ciphertext.writeUInt8(ciphertext.readUInt8(ciphertext.length - 1) ^ 1, ciphertext.length - 1)
    expect(() => decrypt(ciphertext, keyID)).toThrow()
  })

  it('refuses a ciphertext that was cut short', () => {
    const { ciphertext, keyID } = encrypt(Buffer.from('whsec'))
    expect(() => decrypt(ciphertext.subarray(0, 20), keyID)).toThrow()
  })

  it('still reads what an older key wrote, and writes with the current one', () => {
    const old = encrypt(Buffer.from('kept'))
    extendEnv({ DESK_ENCRYPTION_KEY: second, DESK_ENCRYPTION_KEYS_OLD: first })
    expect(decrypt(old.ciphertext, old.keyID).toString()).toBe('kept')
    expect(encrypt(Buffer.from('new')).keyID).not.toBe(old.keyID)
  })

  it('names the missing key and the remedy', () => {
    const old = encrypt(Buffer.from('lost'))
    extendEnv({ DESK_ENCRYPTION_KEY: second })
    expect(() => decrypt(old.ciphertext, old.keyID)).toThrow(`Key ${old.keyID} is not configured`)
  })
})

describe('keyed hashes', () => {
  it('find a mobile number whatever its spelling', () => {
    expect(keyedHash('mobile', '+91 98765-43210')).toEqual(keyedHash('mobile', '9876543210'))
  })

  it('find a PAN whatever its case', () => {
    expect(keyedHash('pan', 'abcde1234f')).toEqual(keyedHash('pan', 'ABCDE1234F'))
  })

  it('differ between domains and between keys', () => {
    const pan = keyedHash('pan', '9876543210')
    expect(keyedHash('source', '9876543210')).not.toEqual(pan)
    extendEnv({ DESK_ENCRYPTION_KEY: second })
    expect(keyedHash('pan', '9876543210')).not.toEqual(pan)
  })
})
