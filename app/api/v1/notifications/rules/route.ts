// One address lists (query) and adds (commands) rules.
/* eslint-disable desk/one-source */
import { addNotificationRule } from '@/lib/commands/add-notification-rule'
import { NewRuleSchema } from '@/lib/domain/notification-input'
import { otherMethods, route } from '@/lib/http/route'
import { listNotificationRules, readNotificationRule } from '@/lib/query/notifications'

export const GET = route({ action: 'notifications' }, ({ principal }) => listNotificationRules(principal))

export const POST = route({ action: 'notifications', body: NewRuleSchema }, async ({ principal, body }) => {
  const { ruleID } = await addNotificationRule(principal, body)
  const headers = { 'Cache-Control': 'no-store', Location: `/api/v1/notifications/rules/${ruleID}` }
  return Response.json(await readNotificationRule(principal, ruleID), { status: 201, headers })
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
