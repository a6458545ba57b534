// One address reads (query) and changes (commands) thresholds.
/* eslint-disable desk/one-source */
import { overrideThreshold, OverrideThresholdSchema } from '@/lib/commands/override-threshold'
import { etagOf, revisionOf } from '@/lib/http/etag'
import { answer, otherMethods, route } from '@/lib/http/route'
import { readThresholds, ThresholdsQuerySchema } from '@/lib/query/thresholds'

export const GET = route({ action: 'read', query: ThresholdsQuerySchema }, ({ principal, query }) =>
  readThresholds(principal, query),
)

export const PATCH = route(
  { action: 'thresholds', body: OverrideThresholdSchema },
  async ({ principal, body, request }) => {
    const threshold = await overrideThreshold(principal, body, revisionOf(request))
    return answer(threshold, { ETag: etagOf(threshold.revision) })
  },
)

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
