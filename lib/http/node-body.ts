import type { IncomingMessage } from 'node:http'
import { DeskError } from '@/lib/errors'

const HELD_BYTES_MAX = 64 * 1024 * 1024
const READ_WITHIN_MS = 30_000

/** Of webhooks alone, so that unsigned noise never takes the room of batches that come with a token. */
let heldBytes = 0

export interface NodeBody {
  /** Null where they are more than `maxBytes`; what follows is not kept. */
  bytes: Uint8Array | null
  size: number
}

/**
 * The body of a request, and `work` with it. Throws UNAVAILABLE when others fill the memory, REQUEST_TIMEOUT for a
 * sender that takes too long, BAD_REQUEST for one that went away.
 */
export async function withNodeBody<T>(
  request: IncomingMessage,
  maxBytes: number,
  work: (body: NodeBody) => Promise<T>,
  withinMs = READ_WITHIN_MS,
): Promise<T> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > maxBytes) return work({ bytes: null, size: declared })
  const held = { bytes: 0 }
  try {
    const bytes = await readHeld(request, maxBytes, held, withinMs)
    return await work(bytes ? { bytes, size: bytes.byteLength } : { bytes, size: maxBytes + 1 })
  } finally {
    heldBytes -= held.bytes
  }
}

function readHeld(
  request: IncomingMessage,
  maxBytes: number,
  held: { bytes: number },
  withinMs: number,
): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const late = setTimeout(() => {
      const message = `The body did not come within ${withinMs / 1_000} seconds.`
      finish(() => reject(new DeskError('REQUEST_TIMEOUT', message)))
    }, withinMs)
    // Read on without keeping: a sender reads the answer only when it has sent everything.
    const finish = (settle: () => void) => {
      clearTimeout(late)
      request.off('data', take)
      request.resume()
      settle()
    }
    const take = (chunk: Buffer) => {
      held.bytes += chunk.byteLength
      heldBytes += chunk.byteLength
      if (held.bytes > maxBytes) finish(() => resolve(null))
      else if (heldBytes > HELD_BYTES_MAX) finish(() => reject(full()))
      else chunks.push(chunk)
    }
    request.on('data', take)
    request.once('end', () => finish(() => resolve(joined(chunks))))
    request.once('error', () => finish(() => reject(new DeskError('BAD_REQUEST', 'The body ended too early.'))))
  })
}

function joined([first, ...rest]: Buffer[]): Uint8Array {
  return first && rest.length === 0 ? first : Buffer.concat(first ? [first, ...rest] : [])
}

function full(): DeskError {
  return new DeskError('UNAVAILABLE', 'Too many large requests at once. Send it again.', undefined, {
    retryAfterSeconds: 1,
  })
}
