import { ingestRoute } from '@/lib/http/ingest-route'
import { otherMethods } from '@/lib/http/route'
import { admitBatch } from '@/lib/ingest/admission'
import { ingestApiCalls } from '@/lib/ingest/api-calls'
import { BATCH_BYTES_MAX } from '@/lib/ingest/read-batch'

export const POST = ingestRoute({
  bytesMax: BATCH_BYTES_MAX,
  admit: admitBatch,
  ingest: (request) => ingestApiCalls(request, request.allowedApplication, request.now),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
