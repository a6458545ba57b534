import { isSafeNumber, parse as parseLossless } from 'lossless-json'

export const DEPTH_MAX = 100
/** An integer too long for a double (beyond 9,007,199,254,740,991) may stand where a sequence is expected. */
const LONG_INTEGER = /[:[,\s]-?(9\d{15}|\d{17})/

/** JSON from bytes as they came, or null where they are no JSON within the depth cap. A BOM is passed over. Never throws. */
export function readJson(bytes: Uint8Array, depthMax = DEPTH_MAX): { value: unknown } | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (hasBrackets(text, depthMax) && isTooDeep(text, depthMax)) return null
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

/** Whether there are more than so many opening brackets, without which nothing can be nested as deep. */
function hasBrackets(text: string, more: number): boolean {
  let count = 0
  for (const bracket of ['[', '{']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) if (++count > more) return true
  }
  return false
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

/** Recursion ends at `depthMax`, which must be small enough for the stack. */
export function isNestedDeeper(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depthMax === 0) return true
  const children: unknown[] = Array.isArray(value) ? value : Object.values(value)
  for (const child of children) if (isNestedDeeper(child, depthMax - 1)) return true
  return false
}
