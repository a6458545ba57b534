import { patternOf } from './known-values'
import { replaceNamedValues } from './personal-keys'
import { redactText } from './redaction'

/** Which bytes of a webhook's body hold personal data. By byte, so that offsets in a dump stay true. */

/** One flag a byte; 1: not to be shown. */
export type HiddenBytes = Uint8Array

/** Outside Latin-1, so that it never stands in the text by itself. */
const HIDDEN = '\ue000'
/** As much of bytes that are no text as tells their kind. */
const SHOWN_OF_BINARY = 16

/** Personal fields, PANs, mobile numbers, e-mail addresses and tokens; of what is no text all but its first bytes. */
export function hiddenBytes(bytes: Uint8Array): HiddenBytes {
  const hidden = new Uint8Array(bytes.byteLength)
  if (isBinary(bytes)) return hidden.fill(1, SHOWN_OF_BINARY)
  const text = latin1(bytes)
  const masked = maskText(text)
  for (let index = 0; index < masked.length; index++) if (masked[index] === HIDDEN) hidden[index] = 1
  return hidden
}

/** `text` with personal data replaced by dots, for headers and the like. */
export function maskedText(text: string): string {
  return maskText(text).replaceAll(/\ue000+/g, '••••')
}

/** As many as a borrower has; what a hostile body tells beyond must not cost us time. */
const VALUES_MAX = 24
const VALUE_LENGTH_MAX = 120

/** A value that a personal field tells is hidden wherever else it stands. Of the same length: each hidden character becomes HIDDEN. */
function maskText(text: string): string {
  const hide = (found: string) => HIDDEN.repeat(found.length)
  const values = new Set<string>()
  const named = replaceNamedValues(text, (value) => {
    if (values.size < VALUES_MAX && value.length <= VALUE_LENGTH_MAX) values.add(value)
    return hide(value)
  })
  const known = patternOf([...values])
  const fields = known ? named.replace(known, hide) : named
  return redactText(fields, (_kind, found) => hide(found))
}

/** Compressed, UTF-16 or otherwise unreadable: what is in it cannot be told, so it cannot be masked. */
function isBinary(bytes: Uint8Array): boolean {
  return (bytes[0] === 0x1f && bytes[1] === 0x8b) || bytes.includes(0)
}

function latin1(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes)
}
