import { withBody } from './body-gate'
import { NO_STORE } from './errors'
import { route, type RouteHandler } from './route'

export interface IngestRequest {
  bytes: Uint8Array
  contentType: string
  contentEncoding: string
  /** The application that the token belongs to; null: every one. */
  allowedApplication: string | null
  now: Date
}

interface IngestSpec {
  bytesMax: number
  /** Throws TOO_MANY_REQUESTS for a token that sends too fast; asked before the body is read. */
  admit: (tokenID: string, now: Date) => Promise<void>
  /** What it returns is answered 202 as JSON; a Response is answered as it is. */
  ingest: (request: IngestRequest) => Promise<object>
}

/** The POST of an address that takes batches with a token of scope `ingest`. */
export function ingestRoute({ bytesMax, admit, ingest }: IngestSpec): RouteHandler {
  return route({ action: 'ingest' }, async ({ principal, request }) => {
    const now = new Date()
    if (principal.kind === 'token') await admit(principal.tokenID, now)
    const allowedApplication = principal.kind === 'token' ? principal.applicationID : null
    const contentType = request.headers.get('content-type') ?? ''
    const contentEncoding = request.headers.get('content-encoding') ?? ''
    return withBody(request, bytesMax, async (bytes) => {
      const result = await ingest({ bytes, contentType, contentEncoding, allowedApplication, now })
      return result instanceof Response ? result : Response.json(result, { status: 202, headers: NO_STORE })
    })
  })
}
