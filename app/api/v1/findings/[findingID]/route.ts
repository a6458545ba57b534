// One address reads (query) and changes (commands) a finding.
/* eslint-disable desk/one-source */
import { updateFinding } from '@/lib/commands/update-finding'
import { FindingChangeSchema } from '@/lib/domain/finding-change'
import { answerDetail, etagOf, revisionOf } from '@/lib/http/etag'
import { answer, otherMethods, route } from '@/lib/http/route'
import { FindingParamsSchema, readFinding } from '@/lib/query/finding'
import { DetailQuerySchema } from '@/lib/query/inputs'

export const GET = route(
  { action: 'read', params: FindingParamsSchema, query: DetailQuerySchema },
  async ({ principal, params, query, request }) => {
    const finding = await readFinding(principal, { ...params, ...query })
    return answerDetail(request, finding, etagOf(finding.revision))
  },
)

export const PATCH = route(
  { action: 'note', params: FindingParamsSchema, query: DetailQuerySchema, body: FindingChangeSchema },
  async ({ principal, params, query, body, request }) => {
    const changed = await updateFinding(principal, { ...params, ...query }, body, revisionOf(request))
    const finding = await readFinding(principal, changed, 'note')
    return answer(finding, { ETag: etagOf(finding.revision) })
  },
)

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
