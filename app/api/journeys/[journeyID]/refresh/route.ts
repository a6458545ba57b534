import { z } from 'zod'
import { requestRefresh } from '@/lib/commands/request-refresh'
import { NO_STORE } from '@/lib/http/errors'
import { route } from '@/lib/http/route'

export const dynamic = 'force-dynamic'

const params = z.object({ journeyID: z.string().min(1).max(200) })
const query = z.object({ applicationID: z.guid().optional() })

/** Pulls one journey now: state, offers, steps of each offer, pending operations, profile. */
export const POST = route({ action: 'sync', params, query }, async ({ principal, params, query }) => {
  const answer = await requestRefresh(principal, {
    journeyID: params.journeyID,
    applicationID: query.applicationID ?? null,
  })
  if (answer.finished) return answer.result
  return Response.json({ status: 'running', jobID: answer.jobID }, { status: 202, headers: NO_STORE })
})
