import { decrypt, encrypt } from '@/lib/store/crypto'

/** Text encrypted at rest, in the two columns that hold it. */
export interface SealedText {
  ciphertext: Uint8Array<ArrayBuffer>
  keyID: string
}

export function sealText(text: string): SealedText {
  const { ciphertext, keyID } = encrypt(Buffer.from(text, 'utf8'))
  return { ciphertext: new Uint8Array(ciphertext), keyID }
}

export function openText(sealed: { ciphertext: Uint8Array; keyID: string }): string {
  return decrypt(sealed.ciphertext, sealed.keyID).toString('utf8')
}
