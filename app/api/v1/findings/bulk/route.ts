import { bulkUpdateFindings } from '@/lib/commands/bulk-update-findings'
import { FindingBulkSchema } from '@/lib/domain/finding-bulk'
import { NO_STORE } from '@/lib/http/errors'
import { otherMethods, route } from '@/lib/http/route'

/** 202 with the job that does it, 200 for a dry run. */
export const POST = route({ action: 'triage', body: FindingBulkSchema }, async ({ principal, body }) => {
  const result = await bulkUpdateFindings(principal, body)
  return Response.json(result, { status: result.jobID === null ? 200 : 202, headers: NO_STORE })
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
