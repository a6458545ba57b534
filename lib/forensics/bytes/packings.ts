import { brotliDecompressSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib'
import { attempt, type ByteChange } from './change'

const UNPACKED_MAX = 4 * 1024 * 1024
/** Larger bodies are not packed on trial: it would take long, and what packed it is hardly ever the same. */
const PACKED_MAX = 65_536
const LIMIT = { maxOutputLength: UNPACKED_MAX }

/** Take a layer of packing off. */
export const UNPACKINGS: ByteChange[] = [
  { step: 'bytes:gunzipped', words: 'without its gzip layer', apply: attempt(gunzip) },
  { step: 'bytes:inflated', words: 'without its deflate layer', apply: attempt(inflate) },
  { step: 'bytes:unbrotlied', words: 'without its brotli layer', apply: attempt(unbrotli) },
]

/** Put one on. */
export const PACKINGS: ByteChange[] = [
  { step: 'bytes:gzipped', words: 'packed by gzip', apply: gzip(6, 3), isSlow: true },
  { step: 'bytes:gzipped-best', words: 'packed by gzip at its best level', apply: gzip(9, 3, 2), isSlow: true },
  {
    step: 'bytes:gzipped-best-unknown',
    words: 'packed by gzip at its best level',
    apply: gzip(9, 255, 2),
    isSlow: true,
  },
  { step: 'bytes:gzipped-unknown', words: 'packed by gzip', apply: gzip(6, 255), isSlow: true },
  { step: 'bytes:gzipped-java', words: 'packed by gzip', apply: gzip(6, 0), isSlow: true },
]

function gunzip(body: Buffer): Buffer | null {
  return body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, LIMIT) : null
}

function inflate(body: Buffer): Buffer | null {
  const [first = 0, second = 0] = body
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0 ? inflateSync(body, LIMIT) : null
}

/** Nothing marks brotli; JSON text is not tried. */
function unbrotli(body: Buffer): Buffer | null {
  return /^\s*[{["]/.test(body.subarray(0, 16).toString('latin1')) ? null : brotliDecompressSync(body, LIMIT)
}

/** zlib leaves the time zero; the byte of the operating system differs between languages. */
function gzip(level: number, system: number, extra = 0) {
  return (body: Buffer) => {
    if (body.byteLength > PACKED_MAX) return null
    const packed = gzipSync(body, { level })
    packed[8] = extra
    packed[9] = system
    return packed
  }
}
