import { isAscii } from 'node:buffer'
import type { ByteChange, Traits } from './change'
import { CHARSETS } from './charsets'
import { EDGES } from './edges'
import { ENCODINGS } from './encodings'
import { PACKINGS, UNPACKINGS } from './packings'

/** What proxies, queues and careless receivers do to bytes, and its undoing. */

const ENCODED_MAX = 262_144

const BYTE_CHANGES: readonly ByteChange[] = [...EDGES, ...UNPACKINGS, ...CHARSETS, ...PACKINGS, ...ENCODINGS]

/** The changes that may change this body. */
export function changesOf(body: Buffer, isFirst: boolean): ByteChange[] {
  return applicable(BYTE_CHANGES, body).filter(({ isSlow }) => isFirst || !isSlow)
}

/** Those at its ends and of its line ends. */
export function edgesOf(body: Buffer): ByteChange[] {
  return applicable(EDGES, body)
}

function applicable(changes: readonly ByteChange[], body: Buffer): ByteChange[] {
  const traits: Traits = {
    isAscii: isAscii(body),
    hasLineEnd: body.includes(10) || body.includes(13),
    isEdged: body.byteLength > 0 && ((body[0] ?? 0) <= 32 || (body.at(-1) ?? 0) <= 32),
    isSmall: body.byteLength <= ENCODED_MAX,
    has: (sign) => body.includes(sign),
  }
  return changes.filter(({ needs }) => needs?.(traits) ?? true)
}

export function byteChange(step: string): ByteChange | undefined {
  return BYTE_CHANGES.find((change) => change.step === step)
}
