import { isSafeNumber, parse as parseLossless } from 'lossless-json'

export const DEPTH_MAX = 100
/** An integer too long for a double may stand where a sequence is expected. */
const LONG_INTEGER = /[:[,\s]-?\d{16,}/

/** JSON from bytes as they came, or null where they are no JSON within the depth cap. A BOM is passed over. Never throws. */
export function readJson(bytes: Uint8Array, depthMax = DEPTH_MAX): { value: unknown } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (isTooDeep(text, depthMax)) return null
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

function isTooDeep(text: string, depthMax: number): boolean {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (quoted) {
      if (code === 92) index++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 91 || code === 123) {
      if (++depth > depthMax) return true
    } else if (code === 93 || code === 125) depth--
  }
  return false
}

/** Without recursion, so that no depth can overflow the stack. */
export function isNestedDeeper(value: unknown, depthMax: number): boolean {
  const waiting = [{ value, depth: 1 }]
  for (let item = waiting.pop(); item; item = waiting.pop()) {
    if (typeof item.value !== 'object' || item.value === null) continue
    if (item.depth > depthMax) return true
    for (const child of Object.values(item.value)) waiting.push({ value: child, depth: item.depth + 1 })
  }
  return false
}
