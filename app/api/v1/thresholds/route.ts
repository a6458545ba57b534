// One address reads (query) and changes (commands) thresholds.
/* eslint-disable desk/one-source */
import { overrideThreshold, OverrideThresholdSchema } from '@/lib/commands/override-threshold'
import { otherMethods, route } from '@/lib/http/route'
import { readThresholds, ThresholdsQuerySchema } from '@/lib/query/thresholds'

export const GET = route({ action: 'read', query: ThresholdsQuerySchema }, ({ principal, query }) =>
  readThresholds(principal, query),
)

export const PATCH = route({ action: 'thresholds', body: OverrideThresholdSchema }, ({ principal, body }) =>
  overrideThreshold(principal, body),
)

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
