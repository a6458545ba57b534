import { DeskError } from '@/lib/errors'

/**
 * Bounds what request bodies may hold of this process's memory, however many senders there are and however slowly they
 * send: bytes waiting in all, and bodies being unpacked at once.
 */

const HELD_BYTES_MAX = 96 * 1024 * 1024
const AT_ONCE = 4
const READ_WITHIN_MS = 30_000
const RETRY_AFTER_SECONDS = 1

interface Gate {
  heldBytes: number
  free: number
  waiting: (() => void)[]
}

/** On globalThis, so that bundles of one process share one gate. */
declare global {
  var deskBodyGate: Gate | undefined
}

const gate = (globalThis.deskBodyGate ??= { heldBytes: 0, free: AT_ONCE, waiting: [] })

/**
 * Reads a body of at most `maxBytes` and runs `work` with it in turn. Throws PAYLOAD_TOO_LARGE as soon as more came,
 * REQUEST_TIMEOUT for a sender that takes too long, and TOO_MANY_REQUESTS when others fill the memory.
 */
export async function withBody<T>(
  request: Request,
  maxBytes: number,
  work: (bytes: Uint8Array) => Promise<T>,
  withinMs = READ_WITHIN_MS,
): Promise<T> {
  const held = { bytes: 0 }
  try {
    const bytes = await readHeld(request, maxBytes, held, withinMs)
    return await inTurn(() => work(bytes))
  } finally {
    gate.heldBytes -= held.bytes
  }
}

/** Bytes that are held now; for metrics and tests. */
export function heldBytes(): number {
  return gate.heldBytes
}

async function readHeld(
  request: Request,
  maxBytes: number,
  held: { bytes: number },
  withinMs: number,
): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  if (!request.body) return new Uint8Array()
  const reader = request.body.getReader()
  const late = deadline(withinMs)
  const chunks: Uint8Array[] = []
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.passed])
      if (done) return Buffer.concat(chunks)
      hold(value.byteLength, held, maxBytes)
      chunks.push(value)
    }
  } catch (error) {
    // Not awaited: a sender that does not send does not confirm either.
    void reader.cancel().catch(() => undefined)
    throw error
  } finally {
    late.clear()
  }
}

function hold(bytes: number, held: { bytes: number }, maxBytes: number): void {
  held.bytes += bytes
  gate.heldBytes += bytes
  if (held.bytes > maxBytes) throw tooLarge(maxBytes)
  if (gate.heldBytes > HELD_BYTES_MAX) {
    const message = 'Too many large requests at once. Send it again in a second.'
    throw new DeskError('TOO_MANY_REQUESTS', message, undefined, { retryAfterSeconds: RETRY_AFTER_SECONDS })
  }
}

function deadline(ms: number): { passed: Promise<never>; clear: () => void } {
  let timer: NodeJS.Timeout | undefined
  const passed = new Promise<never>((_resolve, reject) => {
    const message = `The body did not come within ${ms / 1_000} seconds.`
    timer = setTimeout(() => reject(new DeskError('REQUEST_TIMEOUT', message)), ms)
  })
  passed.catch(() => undefined)
  return { passed, clear: () => clearTimeout(timer) }
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (gate.free > 0) gate.free--
  else await new Promise<void>((resolve) => gate.waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = gate.waiting.shift()
    if (next) next()
    else gate.free++
  }
}

function tooLarge(maxBytes: number): DeskError {
  return new DeskError('PAYLOAD_TOO_LARGE', `The body may be at most ${maxBytes} bytes.`)
}
