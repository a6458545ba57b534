'use client'

import { EmptyState } from '@/components/ui/empty-state'
import { Panel, PanelHeader } from '@/components/ui/panel'
import { Button } from '@/components/ui/button'
import { Badge, StatusPill } from '@/components/ui/status-pill'
import { ruleConditionTitle } from '@/lib/domain/notification'
import type { NotificationsPage, Rule, Target } from '@/lib/query/notifications'
import { DeleteButton } from './notification-delete'
import { Problem } from './notification-fields'
import { RuleDialog } from './notification-rule-form'
import { RULE_NAMES } from './setting-names'
import { useNotificationChange } from './use-notification-change'

interface NotificationRulesProps {
  rules: Rule[]
  targets: Target[]
  applications: NotificationsPage['applications']
}

/** Which findings are told to whom, and when. */
export function NotificationRules({ rules, targets, applications }: NotificationRulesProps) {
  return (
    <Panel aria-labelledby="rules-title">
      <PanelHeader id="rules-title" title="Rules">
        <RuleDialog rule={null} targets={targets} applications={applications} />
      </PanelHeader>
      {rules.length === 0 ? (
        <EmptyState title="No rule yet">
          A rule says which findings are told, to which targets, how long they have to hold, and when it stays quiet.
        </EmptyState>
      ) : (
        <ul aria-label="Rules" className="divide-y divide-line pb-1">
          {rules.map((rule) => (
            <RuleItem key={rule.id} rule={rule} targets={targets} applications={applications} />
          ))}
        </ul>
      )}
    </Panel>
  )
}

interface RuleItemProps extends Omit<NotificationRulesProps, 'rules'> {
  rule: Rule
}

function RuleItem({ rule, targets, applications }: RuleItemProps) {
  const { id, name, enabled } = rule
  const { pending, problem, change } = useNotificationChange()
  const toggle = () => void change('PATCH', `rules/${id}`, { enabled: !enabled }, { value: rule, names: RULE_NAMES })
  const told = targets.filter((target) => rule.targetIDs.includes(target.id))
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
      <span className="grid min-w-0 flex-1 basis-72 gap-0.5">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {!enabled && <StatusPill tone="idle">off</StatusPill>}
          {told.length === 0 && <StatusPill tone="wait">tells nobody</StatusPill>}
          {told.map((target) => (
            <Badge key={target.id}>{target.name}</Badge>
          ))}
        </span>
        <span className="text-ink-2">{sayWhat(rule, applications)}</span>
        <span className="text-ink-3">{sayWhen(rule)}</span>
      </span>
      <Problem>{problem}</Problem>
      <span className="flex gap-1">
        <RuleDialog rule={rule} targets={targets} applications={applications} />
        <Button variant="ghost" aria-disabled={pending} onClick={toggle}>
          {enabled ? 'Switch off' : 'Switch on'}
          <span className="sr-only"> {name}</span>
        </Button>
        <DeleteButton
          path={`rules/${id}`}
          name={name}
          what="rule"
          consequence="What still waits to be sent is dropped; nothing is told to be over."
        />
      </span>
    </li>
  )
}

function sayWhat(rule: Rule, applications: NotificationsPage['applications']): string {
  const { severities, conditions, ownerRole, applicationID, environment } = rule
  const parts = [
    severities.length > 0 ? severities.join(' or ') : 'any severity',
    conditions.length > 0 ? conditions.map(ruleConditionTitle).join(', ') : 'any condition or incident',
    ownerRole ? `that ${ownerRole} looks after` : null,
    applicationID ? (applications.find(({ id }) => id === applicationID)?.name ?? applicationID) : null,
    environment ?? 'live and test',
  ]
  return parts.filter(Boolean).join(' · ')
}

function sayWhen({ pendingMinutes, keepFiringMinutes, quietHours, criticalAlways, recovery }: Rule): string {
  const parts = [
    pendingMinutes > 0 ? `after it held ${pendingMinutes} min` : 'at once',
    recovery ? `over after ${keepFiringMinutes} min without it` : 'no word when it is over',
    quietHours && `quiet ${quietHours.from}–${quietHours.to} ${quietHours.zone}`,
    quietHours && criticalAlways ? 'critical always' : null,
  ]
  return parts.filter(Boolean).join(' · ')
}
