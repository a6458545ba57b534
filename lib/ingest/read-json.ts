import { isSafeNumber, parse as parseLossless } from 'lossless-json'

const DEPTH_MAX = 100
/** An integer too long for a double may stand where a sequence is expected. */
const LONG_INTEGER = /[:[,\s]-?\d{16,}/

/** JSON from bytes as they came, or null where they are no JSON within the depth cap. A BOM is passed over. Never throws. */
export function readJson(bytes: Uint8Array): { value: unknown } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (isTooDeep(text)) return null
    return { value: LONG_INTEGER.test(text) ? parseExact(text) : JSON.parse(text) }
  } catch {
    return null
  }
}

/** Integers beyond 2^53 become bigints. Where a key stands twice, the strict parser refuses and the plain one decides. */
function parseExact(text: string): unknown {
  try {
    return parseLossless(text, undefined, (number) =>
      /^-?\d+$/.test(number) && !isSafeNumber(number) ? BigInt(number) : Number(number),
    )
  } catch {
    return JSON.parse(text)
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (quoted) {
      if (code === 92) index++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 91 || code === 123) {
      if (++depth > DEPTH_MAX) return true
    } else if (code === 93 || code === 125) depth--
  }
  return false
}
