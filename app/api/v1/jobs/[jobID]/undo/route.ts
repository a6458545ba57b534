// The shape of the path stands with what reads it.
/* eslint-disable desk/one-source */
import { undoJob } from '@/lib/commands/undo-job'
import { NO_STORE } from '@/lib/http/errors'
import { otherMethods, route } from '@/lib/http/route'
import { JobParamsSchema } from '@/lib/query/jobs'

export const POST = route({ action: 'triage', params: JobParamsSchema }, async ({ principal, params }) =>
  Response.json(await undoJob(principal, params), { status: 202, headers: NO_STORE }),
)

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
