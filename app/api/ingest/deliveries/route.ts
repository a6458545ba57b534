import { readBytes } from '@/lib/http/body'
import { NO_STORE } from '@/lib/http/errors'
import { route } from '@/lib/http/route'
import { BATCH_BYTES_MAX } from '@/lib/ingest/read-batch'
import { ingestReportedDeliveries } from '@/lib/ingest/reported-deliveries'

export const POST = route({ action: 'ingest' }, async ({ principal, request }) => {
  const body = {
    bytes: await readBytes(request, BATCH_BYTES_MAX),
    contentType: request.headers.get('content-type') ?? '',
    contentEncoding: request.headers.get('content-encoding') ?? '',
  }
  const allowed = principal.kind === 'token' ? principal.applicationID : null
  const answer = await ingestReportedDeliveries(body, allowed, new Date())
  return Response.json(answer, { status: 202, headers: NO_STORE })
})
