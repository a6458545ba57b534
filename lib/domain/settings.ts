import { z } from 'zod'

/** Thresholds and limits. Names are public: the command line, the settings page and the database use the same. */

interface SettingDefinition<T> {
  schema: z.ZodType<T>
  default: T
  describe: string
}

const MINUTES_MAX = 60 * 24 * 30
const NUMBER = { error: 'must be a number above 0' }
const WHOLE = { error: 'must be a whole number above 0' }

const minutes = (value: number, describe: string): SettingDefinition<number> => ({
  schema: z.coerce
    .number(NUMBER)
    .positive(NUMBER)
    .max(MINUTES_MAX, { error: `must be at most ${MINUTES_MAX}` }),
  default: value,
  describe,
})
const count = (value: number, max: number, describe: string): SettingDefinition<number> => ({
  schema: z.coerce
    .number(WHOLE)
    .int(WHOLE)
    .positive(WHOLE)
    .max(max, { error: `must be at most ${max}` }),
  default: value,
  describe,
})
const amount = (value: number, max: number, describe: string): SettingDefinition<number> => ({
  schema: z.coerce.number().positive().max(max),
  default: value,
  describe,
})
const flag = (value: boolean, describe: string): SettingDefinition<boolean> => ({
  schema: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
    error: 'must be true or false',
  }),
  default: value,
  describe,
})

export const PULL_MODES = ['off', 'on demand', 'scheduled'] as const
export type PullMode = (typeof PULL_MODES)[number]

export const SETTINGS = {
  'wait.PROFILE_SUBMITTED.minutes': minutes(15, 'PROFILE_SUBMITTED is stuck after'),
  'wait.OFFERS_PENDING.minutes': minutes(10, 'OFFERS_PENDING is stuck after'),
  'wait.OFFER_SELECTED.minutes': minutes(15, 'OFFER_SELECTED is stuck after'),
  'wait.AA_REQUIRED.minutes': minutes(30, 'AA_REQUIRED is stuck after, once the borrower returned'),
  'wait.KYC_PENDING.minutes': minutes(30, 'KYC_PENDING is stuck after, without an actionable step'),
  'wait.BANK_MANDATE_PENDING.minutes': minutes(15, 'BANK_MANDATE_PENDING is stuck after, without an actionable step'),
  'wait.E_MANDATE_PENDING.minutes': minutes(30, 'E_MANDATE_PENDING is stuck after, without an actionable step'),
  'wait.LOAN_AGREEMENT_PENDING.minutes': minutes(
    30,
    'LOAN_AGREEMENT_PENDING is stuck after, without an actionable step',
  ),
  'wait.LENDER_PROCESSING.minutes': minutes(24 * 60, 'LENDER_PROCESSING is stuck after'),
  'wait.bankMandateStep.minutes': minutes(15, 'A bank mandate step that stays PENDING is flagged after'),
  'thresholds.learned': flag(true, 'Learn from past waits how long a status may last, unless its own setting is set'),
  'caller.lookBack.minutes': minutes(120, 'What a caller did counts for'),
  'auth.keySetUp.minutes': minutes(
    5,
    'Refusals of a caller this near to each other are one episode, a success between them or not',
  ),
  'auth.refreshCycle.seconds': count(
    60,
    3600,
    'A refused session is a normal refresh cycle when a new one works within',
  ),
  'polling.window.minutes': minutes(10, 'State reads are judged over'),
  'polling.reads': count(6, 10_000, 'Polling is judged from this many state reads of one client'),
  'polling.medianGap.seconds': amount(10, 3600, 'Polling is too aggressive with a median gap below'),
  'staleOffer.reads': count(
    3,
    10_000,
    'A stale offer selection has at least this many reads of the steps of another offer',
  ),
  'staleOffer.window.minutes': minutes(15, 'A stale offer selection lasts after its last read for'),
  'backoff.earlyShare.percent': amount(
    5,
    100,
    'Backoff is missing when more of the 429s are repeated before Retry-After than',
  ),
  'backoff.earlyRetries': count(3, 10_000, 'and at least this often'),
  'backoff.gapRatio': amount(1.5, 100, 'Gaps between retries grow when each is longer than the one before by'),
  'backoff.slope': amount(0.35, 10, 'Over many chains, gaps grow when the slope of log2(gap) is at least'),
  'backoff.chains': count(5, 10_000, 'The slope is used from this many chains'),
  'backoff.chainRetries': count(3, 100, 'A chain that tells of backoff has at least this many retries'),
  'idempotency.operations': count(3, 10_000, 'Writes repeated without their key count from this many operations'),
  'writes.borrowerPerMinute': count(30, 1_000_000, 'Distinct writes for one borrower are excessive above, per minute'),
  'writes.applicationPerMinute': count(
    300,
    1_000_000,
    'Distinct writes for one application are excessive above, per minute',
  ),
  'writes.window.minutes': count(2, 60, 'and over at least this many minutes'),
  'updatesMissing.grace.seconds': count(5, 86_400, 'A webhook may trail a pull by'),
  'webhook.tolerance.minutes': minutes(5, 'A webhook timestamp may be off by'),
  'webhook.applyStale': flag(false, 'Apply authentic webhooks whose timestamp is outside the tolerance at once'),
  'webhook.rejectedPerMinute': count(60, 10_000, 'Refused deliveries kept whole per application, source and minute'),
  'pulls.mode': {
    schema: z.enum(PULL_MODES, { error: 'must be off, on demand or scheduled' }),
    default: 'on demand' as PullMode,
    describe: 'When we read from the platform',
  },
  'pulls.requestsPerSecond': count(5, 1000, 'Our own calls to the platform per second'),
  'pulls.concurrent': count(2, 100, 'Our own calls to the platform at once'),
  'pulls.interval.seconds': count(300, 86_400, 'Scheduled pulls run every'),
  'ingest.requestsPerMinute': count(12_000, 1_000_000, 'Batches that one token may send to one process per minute'),
  'api.requestsPerMinute': count(6_000, 1_000_000, 'Requests that one token may send to one process per minute'),
  'retention.calls.days': count(30, 3650, 'API calls are kept for'),
  'retention.deliveries.days': count(90, 3650, 'Webhook deliveries are kept for'),
  'retention.rollups.days': count(400, 3650, 'Counts of API calls are kept for'),
  'retention.findings.days': count(400, 3650, 'Resolved findings are kept for'),
  'retention.journeys.days': count(730, 3650, 'Journeys and what is known of their borrowers are kept for'),
  'retention.audit.days': count(730, 3650, 'The audit log is kept for, in whole months'),
} satisfies Record<string, SettingDefinition<unknown>>

export type SettingKey = keyof typeof SETTINGS
export type Settings = { [K in SettingKey]: (typeof SETTINGS)[K]['default'] }

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key)
}

export function defaultSettings(): Settings {
  return Object.fromEntries(Object.entries(SETTINGS).map(([key, setting]) => [key, setting.default])) as Settings
}

/** Stored values over the defaults; later layers win. A stored value that no longer parses is passed over. */
export function layerSettings(...layers: Record<string, unknown>[]): Settings {
  const merged: Record<string, unknown> = defaultSettings()
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer)) {
      if (!isSettingKey(key)) continue
      const parsed = SETTINGS[key].schema.safeParse(value)
      if (parsed.success) merged[key] = parsed.data
    }
  }
  return merged as Settings
}
