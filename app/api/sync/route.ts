import { z } from 'zod'
import { requestSync } from '@/lib/commands/request-sync'
import { NO_STORE } from '@/lib/http/errors'
import { route } from '@/lib/http/route'

export const dynamic = 'force-dynamic'

const query = z.object({ applicationID: z.guid().optional() })

/** Runs one pull round now. 200 with its counts; 202 with the job's ID where it takes longer than a minute. */
export const POST = route({ action: 'sync', query }, async ({ principal, query: { applicationID } }) => {
  const answer = await requestSync(principal, { applicationID: applicationID ?? null })
  if (answer.finished) return answer.result
  return Response.json({ status: 'running', jobID: answer.jobID }, { status: 202, headers: NO_STORE })
})
