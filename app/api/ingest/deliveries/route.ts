import { ingestRoute } from '@/lib/http/ingest-route'
import { otherMethods } from '@/lib/http/route'
import { admitBatch } from '@/lib/ingest/admission'
import { BATCH_BYTES_MAX } from '@/lib/ingest/read-batch'
import { ingestReportedDeliveries } from '@/lib/ingest/reported-deliveries'

export const POST = ingestRoute({
  bytesMax: BATCH_BYTES_MAX,
  admit: admitBatch,
  ingest: (request) => ingestReportedDeliveries(request, request.allowedApplication, request.now),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
