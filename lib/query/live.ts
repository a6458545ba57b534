import { z } from 'zod'
import { applicationScope, authorise } from '@/lib/auth/authorise'
import type { Principal } from '@/lib/auth/principal'
import { LIVE_TOPICS } from '@/lib/domain/live'
import { DeskError } from '@/lib/errors'
import { oneOrMore } from '@/lib/query/inputs'
import { LiveHub, type Viewer } from '@/lib/query/live-hub'

/** Input of `openLiveStream`, as it stands in a query string. */
export const LiveQuerySchema = z.object({
  topics: oneOrMore(LIVE_TOPICS).optional().meta({ description: 'Of which changes to be told; all without.' }),
  journeyID: z.string().min(1).max(500).optional().meta({ description: 'To be told of this journey alone.' }),
})
export type LiveQuery = z.output<typeof LiveQuerySchema>

const BEAT_MS = 15_000
/** Then the client comes again by itself and is asked anew who it is. */
const LIFETIME_MS = 15 * 60_000
const VIEWERS_MAX = 2_000
/** A client that reads nothing is let go before its messages pile up. */
const UNREAD_MAX = 64

const hub = new LiveHub()
const encoder = new TextEncoder()

/**
 * Server-sent events: `data: { counts, changed }` at once and then whenever something changed that the reader watches.
 * Nothing of the data itself is in it. It ends with `event: end` when the session or token does. Throws
 * TOO_MANY_REQUESTS where too many look already.
 */
export function openLiveStream(
  principal: Principal,
  query: LiveQuery,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  authorise(principal, 'read')
  if (hub.viewers >= VIEWERS_MAX) {
    throw new DeskError('TOO_MANY_REQUESTS', 'Too many live pages are open: try again later.', undefined, {
      retryAfterSeconds: 30,
    })
  }
  const holderID = holderOf(principal)
  const watch = {
    topics: query.journeyID ? [] : (query.topics ?? [...LIVE_TOPICS]),
    journeyID: query.journeyID ?? null,
  }
  let close = (): void => undefined
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start: (controller) => {
      close = attach(controller, { holderID, watch, scope: applicationScope(principal) })
      signal.addEventListener('abort', close, { once: true })
    },
    cancel: () => close(),
  }
  return new ReadableStream(source, { highWaterMark: 0 })
}

/** Seats one reader; the answer closes the stream, once. */
function attach(
  controller: ReadableStreamDefaultController<Uint8Array>,
  reader: Pick<Viewer, 'holderID' | 'watch' | 'scope'>,
): () => void {
  let open = true
  const send = (text: string) => {
    if (!open) return
    if ((controller.desiredSize ?? 0) < -UNREAD_MAX) close()
    else controller.enqueue(encoder.encode(text))
  }
  const beat = setInterval(() => send(': beat\n\n'), BEAT_MS)
  const lifetime = setTimeout(() => close(), LIFETIME_MS)
  const leave = hub.join({
    ...reader,
    tell: (message) => send(`data: ${JSON.stringify(message)}\n\n`),
    end: () => {
      send('event: end\ndata: {}\n\n')
      close()
    },
  })
  const close = () => {
    if (!open) return
    open = false
    clearInterval(beat)
    clearTimeout(lifetime)
    leave()
    try {
      controller.close()
    } catch {
      // The reader went first.
    }
  }
  send('retry: 2000\n\n')
  return close
}

function holderOf(principal: Principal): string {
  if (principal.kind === 'user') return principal.sessionID ?? principal.userID
  if (principal.kind === 'token') return principal.tokenID
  throw new DeskError('FORBIDDEN', 'Live pages are for people and tokens.')
}
