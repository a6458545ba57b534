/** What the fields of a setting are called, where the later of two people is told what the earlier changed. */

export const RULE_NAMES = {
  name: 'the name',
  targetIDs: 'whom it tells',
  severities: 'the severities',
  conditions: 'the conditions',
  applicationID: 'the application',
  environment: 'the environment',
  ownerRole: 'the role',
  pendingMinutes: 'the minutes it has to hold',
  keepFiringMinutes: 'the minutes until it is over',
  recovery: 'whether it tells the end',
  quietHours: 'the quiet hours',
  criticalAlways: 'whether the critical is told in them',
  enabled: 'the switch',
} as const

export const TARGET_NAMES = {
  name: 'the name',
  hint: 'the address',
  allowedHost: 'the private host',
  enabled: 'the switch',
} as const

export const DIGEST_NAMES = { enabled: 'the switch', at: 'the hour', zone: 'the time zone' } as const

export const THRESHOLD_NAMES = { minutes: 'the minutes' } as const

export const SECRET_NAMES = { retireAt: 'when it ends', retiredAt: 'whether it is revoked' } as const
