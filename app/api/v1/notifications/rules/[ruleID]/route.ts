// One address reads (query) and changes (commands) a rule.
/* eslint-disable desk/one-source */
import { changeNotificationRule } from '@/lib/commands/change-notification-rule'
import { deleteNotificationRule } from '@/lib/commands/delete-notification-rule'
import { RuleChangeSchema } from '@/lib/domain/notification-input'
import { answerDetail, etagOf, revisionOf } from '@/lib/http/etag'
import { answer, otherMethods, route } from '@/lib/http/route'
import { readNotificationRule, RuleParamsSchema } from '@/lib/query/notifications'

export const GET = route(
  { action: 'notifications', params: RuleParamsSchema },
  async ({ principal, params, request }) => {
    const rule = await readNotificationRule(principal, params.ruleID)
    return answerDetail(request, rule, etagOf(rule.revision))
  },
)

export const PATCH = route(
  { action: 'notifications', params: RuleParamsSchema, body: RuleChangeSchema },
  async ({ principal, params, body, request }) => {
    await changeNotificationRule(principal, params.ruleID, body, revisionOf(request))
    const rule = await readNotificationRule(principal, params.ruleID)
    return answer(rule, { ETag: etagOf(rule.revision) })
  },
)

export const DELETE = route({ action: 'notifications', params: RuleParamsSchema }, async ({ principal, params }) => {
  await deleteNotificationRule(principal, params.ruleID)
  return new Response(null, { status: 204 })
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
