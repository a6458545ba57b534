import { reverifyDeliveries } from '@/lib/commands/reverify-deliveries'
import { ReworkSchema } from '@/lib/domain/delivery-filter'
import { NO_STORE } from '@/lib/http/errors'
import { otherMethods, route } from '@/lib/http/route'

/** 202 with the job's ID; a dry run answers 200 with the count. */
export const POST = route({ action: 'reprocess', body: ReworkSchema }, async ({ principal, body }) => {
  const answer = await reverifyDeliveries(principal, body)
  return Response.json(answer, { status: answer.dryRun ? 200 : 202, headers: NO_STORE })
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
