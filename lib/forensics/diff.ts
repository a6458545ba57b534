import type { ForensicDiff } from '@/lib/domain/delivery'

const EXCERPT_BYTES = 64
/** Bytes shown before the first difference. */
const LEAD_BYTES = 24

/** What arrived beside what was signed, around the first byte that differs; null where they are equal. */
export function diffOf(arrived: Uint8Array, signed: Uint8Array): ForensicDiff | null {
  const offset = firstDifference(arrived, signed)
  if (offset === null) return null
  const from = Math.max(0, offset - LEAD_BYTES)
  const excerpt = (bytes: Uint8Array) => Buffer.from(bytes.subarray(from, from + EXCERPT_BYTES)).toString('base64')
  return {
    offset,
    from,
    arrived: excerpt(arrived),
    signed: excerpt(signed),
    arrivedLength: arrived.byteLength,
    signedLength: signed.byteLength,
  }
}

/** The end of the shorter one where it begins the longer; null where they are equal. */
export function firstDifference(a: Uint8Array, b: Uint8Array): number | null {
  const shorter = Math.min(a.byteLength, b.byteLength)
  for (let index = 0; index < shorter; index++) if (a[index] !== b[index]) return index
  return a.byteLength === b.byteLength ? null : shorter
}
