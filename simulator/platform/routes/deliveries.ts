import { ok, type Route } from '../context'
import { invalidField } from '../errors'

const LIMIT_MAX = 200

export const DELIVERY_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: '/webhooks/deliveries',
    credential: 'api_key',
    answer: (context, call) => {
      const since = call.query.get('since')
      const sinceAt = since === null ? 0 : Date.parse(since)
      if (Number.isNaN(sinceAt)) throw invalidField('since', 'since must be an ISO 8601 time')
      const cursor = Number(call.query.get('cursor') ?? 0)
      if (!Number.isInteger(cursor) || cursor < 0) throw invalidField('cursor', 'cursor is not one of ours')
      const limit = Number(call.query.get('limit') ?? 100)
      if (!Number.isInteger(limit) || limit < 1) throw invalidField('limit', `limit must be from 1 to ${LIMIT_MAX}`)
      return ok(context.webhooks.log.page(sinceAt, cursor, Math.min(limit, LIMIT_MAX)))
    },
  },
]
