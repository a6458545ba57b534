import type { Rule, Target } from '@/lib/query/notifications'

/** A rule as a form holds it: numbers and times as they are typed. */
export interface RuleDraft {
  name: string
  targetIDs: string[]
  severities: string[]
  conditions: string[]
  applicationID: string | null
  environment: string | null
  ownerRole: string | null
  pending: string
  keepFiring: string
  recovery: boolean
  hasQuiet: boolean
  from: string
  to: string
  zone: string
  criticalAlways: boolean
}

/** A new rule tells the grave ones of live to every target, once they held for five minutes. */
export function draftOf(rule: Rule | null, targets: Target[]): RuleDraft {
  const quiet = rule?.quietHours ?? null
  return {
    name: rule?.name ?? '',
    targetIDs: rule?.targetIDs ?? targets.map(({ id }) => id),
    severities: rule?.severities ?? ['critical', 'high'],
    conditions: rule?.conditions ?? [],
    applicationID: rule?.applicationID ?? null,
    environment: rule ? rule.environment : 'live',
    ownerRole: rule?.ownerRole ?? null,
    pending: String(rule?.pendingMinutes ?? 5),
    keepFiring: String(rule?.keepFiringMinutes ?? 10),
    recovery: rule?.recovery ?? true,
    hasQuiet: quiet !== null,
    from: quiet?.from ?? '22:00',
    to: quiet?.to ?? '07:00',
    zone: quiet?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    criticalAlways: rule?.criticalAlways ?? true,
  }
}

export function requestOf(draft: RuleDraft): object {
  const { pending, keepFiring, hasQuiet, from, to, zone, ...same } = draft
  return {
    ...same,
    pendingMinutes: minutes(pending),
    keepFiringMinutes: minutes(keepFiring),
    quietHours: hasQuiet ? { from, to, zone } : null,
  }
}

/** Null is refused by the desk, which says what is allowed. */
function minutes(text: string): number | null {
  const value = Number(text.trim())
  return text.trim() === '' || Number.isNaN(value) ? null : value
}
