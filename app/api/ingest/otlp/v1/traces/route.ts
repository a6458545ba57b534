import { NO_STORE } from '@/lib/http/errors'
import { ingestRoute } from '@/lib/http/ingest-route'
import { otherMethods } from '@/lib/http/route'
import { admitBatch } from '@/lib/ingest/admission'
import { ingestTraces } from '@/lib/ingest/otlp/ingest-traces'
import { BATCH_BYTES_MAX } from '@/lib/ingest/read-batch'

export const POST = ingestRoute({
  bytesMax: BATCH_BYTES_MAX,
  admit: admitBatch,
  ingest: async (request) => {
    const { body, contentType } = await ingestTraces(request, request.allowedApplication, request.now)
    return new Response(body, { headers: { ...NO_STORE, 'Content-Type': contentType } })
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
